"""Which paragraphs changed since a revision, as git sees it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from checker.errors import ConfigError
from checker.model import ArticleReport, Finding, Mark, Span


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed line ranges (first, last) by file. A file that git does not track counts as new.

    A deletion between two lines is the empty range (line + 1, line): it touches a paragraph only when it stands
    inside it.
    """

    root: Path
    ranges: Mapping[Path, tuple[tuple[int, int], ...]]
    tracked: frozenset[Path]

    def touched(self, source: str, first: int, last: int) -> bool:
        """Whether a paragraph on these lines of an input changed; inputs that are no files always did."""
        if "://" in source or source == "-":
            return True
        path = Path(source).resolve()
        if path not in self.tracked:
            return True
        return any(
            start <= last and end >= first if start <= end else first <= end < last
            for start, end in self.ranges.get(path, ())
        )


def changes_since(reference: str, folder: Path) -> Changes:
    """What changed in the working tree since the point where it left `reference`, in the repository of `folder`.

    Raises `ConfigError` when git is missing, the folder is in no repository, or the reference is unknown.
    """
    root = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}").strip()
    except ConfigError:
        hint = "; a shallow clone does not hold it: fetch it first" if (root / ".git" / "shallow").exists() else ""
        raise ConfigError(f'--changed-since: git knows no "{reference}"{hint}') from None
    with suppress(ConfigError):  # no common history (an orphan branch): then the difference to the commit itself
        commit = _git(root, "merge-base", commit, "HEAD").strip()
    plain = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
    diff = _git(root, "-c", "core.quotepath=off", "diff", *plain, "--src-prefix=a/", "--dst-prefix=b/", commit)
    tracked = _git(root, "ls-files", "-z").split("\0")
    return Changes(root, dict(_ranges(root, diff)), frozenset((root / name).resolve() for name in tracked if name))


def changed_only(report: ArticleReport, changes: Changes) -> ArticleReport:
    """The report with the findings that have a mark in a changed paragraph."""
    kept = tuple(found for found in report.findings if _touches(report, found, changes))
    return replace(report, findings=kept)


def _touches(report: ArticleReport, found: Finding, changes: Changes) -> bool:
    article = report.article
    for mark in (*found.marks, *found.elsewhere):
        span = _paragraph(report, mark)
        first = article.place(span.start).line
        last = article.origin.place(article.origin.end(span.end)).line
        if changes.touched(article.source, first, last):
            return True
    return False


def _paragraph(report: ArticleReport, mark: Mark) -> Span:
    blocks = (block.span for block in report.article.blocks if block.span.overlaps(mark.span))
    return next(blocks, mark.span)


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except OSError:
        raise ConfigError("--changed-since needs git, which cannot be run") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0] or "failed"
        raise ConfigError(f"--changed-since: git {arguments[0]}: {said}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _ranges(root: Path, diff: str) -> Iterator[tuple[Path, tuple[tuple[int, int], ...]]]:
    # "+++ b/name" opens a file; "@@ -a,b +start,count @@" is a hunk. Lines of content begin with + or -, so a line of
    # the article that looks like a header can only be mistaken behind one of those: headers come before any hunk.
    for part in re.split(r"^diff --git ", diff, flags=re.MULTILINE)[1:]:
        head, _, hunks = part.partition("\n@@")
        name = re.search(r"^\+\+\+ (.+)$", head, re.MULTILINE)
        if name and name[1] != "/dev/null":
            path = (root / _unquoted(name[1].rstrip("\t")).removeprefix("b/")).resolve()
            yield path, tuple(_hunk_lines("\n@@" + hunks))


def _hunk_lines(hunks: str) -> Iterator[tuple[int, int]]:
    for start, count in re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", hunks, re.MULTILINE):
        size = int(count) if count else 1
        yield (int(start), int(start) + size - 1) if size else (int(start) + 1, int(start))


def _unquoted(name: str) -> str:
    # git quotes a name that holds a quote, a backslash or a control character, in the manner of C.
    if not name.startswith('"'):
        return name
    return name[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape")
