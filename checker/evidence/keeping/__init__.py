"""Where captures and looks are kept: WARC files and an index, their inventory, pruning and export."""
