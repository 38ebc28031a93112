"""A small web on one loopback server: ten newspapers, their articles, and everything that goes wrong with links.

Events, people and papers are invented. `small_web()` serves it and answers for its host names in place of DNS, so its
addresses are the same in every run (`http://courier.test/...`, no port). `OUTLETS` are entries for a register that
knows the papers; `rules(folder)` writes them with the archive's endpoints as a user's rules folder. `EXPECTED_STATES`
says what a link to each page is after looks on two days, `FIRST_STATES` where one look says something else. `QUOTES`
are quotations that travel with proper credit from an origin through a relay to the page that cites them; `CHANGED` are
those that arrive altered, under another name, or without their hedge.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from checker.evidence.web.fetch import Options

# ------------------------------------------------------------------------------------------ who publishes

# host -> (id in the register, name, kind)
PAPERS = {
    "courier.test": ("harbour-courier", "Harbour Courier", "newspaper"),
    "radio-elm.test": ("radio-elmstad", "Radio Elmstad", "broadcaster"),
    "pilot.test": ("norvik-pilot", "Norvik Pilot", "newspaper"),
    "ministry.test": ("ministry-of-fisheries", "Ministry of Fisheries", "government"),
    "northwire.test": ("north-wire", "North Wire", "wire"),
    "bote.test": ("kuestenbote", "Küstenbote", "newspaper"),
    "coastdaily.test": ("coast-daily", "Coast Daily", "newspaper"),
    "ledger.test": ("inland-ledger", "Inland Ledger", "newspaper"),
    "mirror.test": ("valley-mirror", "Valley Mirror", "newspaper"),
    "tidings.test": ("morning-tidings", "Morning Tidings", "news-site"),
    "digest.test": ("weekly-digest", "Weekly Digest", "magazine"),
    "gazette.test": ("quay-gazette", "Quay Gazette", "newspaper"),
}
OUTLETS = "".join(
    f"- id: {name}\n  name: {title}\n  kind: {kind}\n  country: GB\n  aliases:\n    - {{text: {title}, class: safe}}\n"
    f"  domains: [{{host: {host}, role: canonical}}]\n  reviewed_on: 2026-11-22\n"
    for host, (name, title, kind) in PAPERS.items()
)
HOSTS = (*PAPERS, "www.coastdaily.test", "guarded.test", "flaky.test", "hostile.test", "web.archive.org", "archive.org")

# ------------------------------------------------------------------------------------------ articles


@dataclass(frozen=True, slots=True)
class Story:
    """One article: `text` is paragraphs with [links](address); `repeats` names the address whose text it prints."""

    url: str
    title: str
    author: str
    day: str
    text: str
    note: str = ""


COURIER = "http://courier.test/2026/11/03/dredging-stops"
ELMSTAD = "http://radio-elm.test/interviews/ferry-captain"
PILOT = "http://pilot.test/2026/11/08/wind-park-delay"
MINISTRY = "http://ministry.test/statements/2026-11-12-fishery-fund"
WIRE = "http://northwire.test/world/vellhaven-dredging"
BOTE = "http://bote.test/en/captain-ferry"
COAST = "http://coastdaily.test/energy/wind-park-delay"
LEDGER = "http://ledger.test/economy/fishery-fund"
REPOST = "http://coastdaily.test/world/vellhaven-dredging"
COPY = "http://tidings.test/wind-park-cracks"
CIRCLE_A = "http://ledger.test/politics/quay-sale"
CIRCLE_B = "http://mirror.test/local/quay-sale"
ALTERED = "http://mirror.test/opinion/herring-season"
UNHEDGED = "http://tidings.test/energy/turbines-safe"
OTHER = "http://mirror.test/ferry/mate-speaks"
HARBOUR, FERRY = "http://digest.test/2026/11/10/harbour", "http://digest.test/2026/11/12/ferry"
WIND, FUND = "http://digest.test/2026/11/14/wind", "http://digest.test/2026/11/16/fund"
FAIR = "http://pilot.test/2026/10/24/harbour-fair"
FLAKY = "http://flaky.test/2026/11/lighthouse-keeper"
SLOW = "http://flaky.test/2026/11/night-train"
LATIN = "http://bote.test/en/cafe-museum"
STORM = "http://ledger.test/live/storm-damage"
CAMERAS = "http://tidings.test/harbour-cameras"
SLASH = "http://coastdaily.test/culture/net-makers/"
OLD_QUAY = "http://courier.test/2019/04/02/old-quay"

WIRE_TEXT = f"""
VELLHAVEN, November 4 (North Wire) - The port of Vellhaven will stop dredging its old basin until the spring, two weeks
earlier than planned.

“We cannot dig through the spawning season and pretend that the herring will not notice,” harbour master Ilse Brandt
told the [Harbour Courier]({COURIER}).

“The silt in the old basin is older than the town itself,” Brandt told the Harbour Courier. The work began in June and
was to last until the end of the month.

Shipping companies fear a costly winter. “Every barge that waits outside costs the port four thousand crowns a day,”
Brandt told the Harbour Courier.

The council has not met on the matter. “Nobody on the council has asked me for the tide tables since August,” Brandt
told the Harbour Courier.

Two pumps broke down in October. “If the pumps fail again, we will close the eastern gate and say so the same hour,”
Brandt told the Harbour Courier. The port employs some two hundred people.
"""

WIND_TEXT = """
Opening of the wind park off Norvik has been put off for the third time after cracks were found in seven of its
foundations. It was to deliver power to forty thousand homes from December.

“The foundations were poured in frost and they should never have been signed off,” {told}.

“A turbine does not know which ministry paid for it,” {said}. The builder has so far received nine tenths of the price.

Divers went down twice this autumn. “We measured the cracks in September and again in October, and they had grown by a
third,” {said}.

Not all of the park has to wait. “It might be safe to run three of the turbines if the welds are checked by hand,”
{said}.

The operator of the grid wants to know what it can count on. “The grid operator asked for numbers and received a
brochure,” {said}. The builder left questions unanswered on Sunday. The regional council meets on the matter next week,
and its members have asked for the divers' photographs and for the minutes of the acceptance in March.
"""

STORIES = (
    Story(
        COURIER,
        "Dredging of the old basin stops for the winter",
        "Anna Lindqvist",
        "2026-11-03",
        """
Dredging of the old basin will stop on Friday and will not begin again before the spring, the harbour master of
Vellhaven said in an interview in her office above the fish market.

“We cannot dig through the spawning season and pretend that the herring will not notice,” Ilse Brandt told the Harbour
Courier. The contract with the dredging company runs until the end of November; the company will be paid for the weeks
that it does not work.

“The silt in the old basin is older than the town itself,” Brandt said. It holds tar, lead and the ribs of at least
three boats, and each load has to be carried to a pit eleven kilometres inland.

Brandt does not hide what the decision costs. “Every barge that waits outside costs the port four thousand crowns a
day,” she said. She had asked the council for a second berth in the summer. “Nobody on the council has asked me for the
tide tables since August,” she said.

Two of the four pumps in the eastern lock broke down in October, and a fishing boat lay dry for a night. “If the pumps
fail again, we will close the eastern gate and say so the same hour,” Brandt said. Spare parts are on order from a
foundry in Elmstad.
""",
    ),
    Story(
        ELMSTAD,
        "“I have never seen it so dark”: a ferry captain speaks",
        "Radio Elmstad",
        "2026-11-05",
        """
Captain Tomas Reuel has brought the ferry across the sound for thirty-one years. On Sunday night he turned back with
two hundred passengers on board. He spoke in German to Radio Elmstad; this is the station's own English text.

“The ferry turned back because the harbour lights were out, not because of the wind,” Reuel told Radio Elmstad.

“My crew slept in the engine room for two nights and nobody from the company called,” he said. The cabins had been
without heating since the middle of October.

Asked about safety on board, the captain did not answer at once. “A lifeboat that has not been lowered since spring is a
decoration,” he said. “The ferry is held together by paint and promises,” he added.

The shipping company says that it learned of the damage to the steering gear on Monday. Reuel contradicts it. “The
company knew about the rudder before we left the quay,” he said.

He will go on sailing when the ship is repaired. “I have crossed this sound nine thousand times and I have never seen it
so dark,” Reuel said. The harbour office is looking into why the lights failed.
""",
    ),
    Story(
        PILOT,
        "Wind park delayed again after cracks are found",
        "Per Aasen",
        "2026-11-08",
        WIND_TEXT.format(told="Marta Holm, the engineer in charge, told the Norvik Pilot", said="Holm said"),
    ),
    Story(
        MINISTRY,
        "Statement on the fishery fund",
        "",
        "2026-11-12",
        """
The Ministry of Fisheries has finished the first part of its audit of the fishery fund. Minister Jonas Vik said at a
news conference in Norvik on Thursday:

“The fund will pay for new nets this winter and for nothing else before the spring,” Vik said. Applications that have
already been made keep their place in the list.

“No boat owner who kept honest books has to fear this audit,” Vik said. The ministry has written to all four hundred and
twelve owners who received money since 2023.

On the results so far, the minister gave a number. “We found eleven vessels on the list that had been scrapped years
ago,” he said. “Every crown that went to a boat that does not exist will be asked back,” he said.

The second part of the audit begins in January and is carried out by the state's accounting office. “The auditors will
publish their tables before the first payment leaves the treasury,” Vik said. Owners can see what is on record about
their vessels at any office of the ministry until the end of the year, and correct it in writing.
""",
    ),
    Story(WIRE, "Port of Vellhaven ends dredging early to spare herring", "North Wire staff", "2026-11-04", WIRE_TEXT),
    Story(
        BOTE,
        "Captain: company knew of the damage before the ferry sailed",
        "Heike Sörensen",
        "2026-11-06",
        f"""
ELMSTAD, November 6 (Küstenbote) - The captain of the ferry that turned back on Sunday night has raised serious
questions about its owner. His remarks were translated from German.

“The ferry turned back because the harbour lights were out, not because of the wind,” captain Tomas Reuel told
[Radio Elmstad]({ELMSTAD}).

“My crew slept in the engine room for two nights and nobody from the company called,” Reuel told Radio Elmstad.

“A lifeboat that has not been lowered since spring is a decoration,” Reuel told Radio Elmstad. “The ferry is held
together by tape and promises,” Reuel told Radio Elmstad.

The company has said that it heard of the damage only afterwards. “The company knew about the rudder before we left the
quay,” Reuel told Radio Elmstad.

“I have crossed this sound nine thousand times and I have never seen it so dark,” Reuel told Radio Elmstad. Some of the
two hundred passengers spent the night in a sports hall and crossed on Monday with another ship. The harbour office has
begun to look for the cause, and a report is expected before Christmas.
""",
    ),
    Story(
        COAST,
        "Cracks in seven foundations keep Norvik's wind park shut",
        "Coast Daily desk",
        "2026-11-09",
        WIND_TEXT.format(
            told=f"Marta Holm, the engineer in charge, told the [Norvik Pilot]({PILOT})",
            said="Holm told the Norvik Pilot",
        ),
    ),
    Story(
        LEDGER,
        "Fishery fund pays for nets only, minister says",
        "Oda Brekke",
        "2026-11-13",
        f"""
NORVIK, November 13 (Inland Ledger) - Money from the fishery fund will be short this winter, and some of it will be
asked back. The ministry published a [statement]({MINISTRY}) on the first part of its audit.

“The fund will pay for new nets this winter and for nothing else before the spring,” minister Jonas Vik said in the
[statement]({MINISTRY}).

“No boat owner who kept honest books has to fear this audit,” Vik said in the statement.

“We found eleven vessels on the list that had been scrapped years ago,” Vik said in the statement. “Every crown that
went to a boat that does not exist will be asked back,” Vik said in the statement.

“The auditors will publish their tables before the first payment leaves the treasury,” Vik said in the statement. In
the harbours along the coast the letters of the ministry arrived this week. Owners have until the end of the year to
correct what is on record about their vessels. The union of coastal fishers wants to see the list of scrapped boats
before it comments, and has asked for a meeting with the accounting office in January.
""",
    ),
    Story(
        REPOST,
        "Port of Vellhaven ends dredging early to spare herring",
        "North Wire",
        "2026-11-05",
        WIRE_TEXT,
        note=f"This article was originally published by [North Wire]({WIRE}).",
    ),
    Story(
        COPY,
        "Norvik: cracks in the wind park",
        "Tidings staff",
        "2026-11-11",
        WIND_TEXT.format(told="Marta Holm, the engineer in charge, said", said="Holm said").replace(
            "The builder left questions unanswered on Sunday. ", ""
        ),
    ),
    Story(
        CIRCLE_A,
        "Council said to be selling the northern quay",
        "Nils Tangen",
        "2026-11-15",
        f"""
The town council of Norvik is preparing to sell the northern quay to a company from Elmstad, the
[Valley Mirror]({CIRCLE_B}) reported.

The price is said to be nineteen million crowns. “The quay is sold in all but name,” a person close to the talks told
the Valley Mirror. The council's office did not want to comment on Saturday, and the company could not be reached.

The northern quay was built in 1931 for the herring fleet and has stood empty since the cannery closed. Last year the
council spent four million crowns on a new roof for its only warehouse. In the spring two theatres and a boat builder
had asked to rent it, and were told that a decision would be made before the summer. Members of the opposition want to
put the question on the agenda of Tuesday's meeting. Norvik has sold two other plots at the water since 2020, both of
them after a public tender, and both for less than had been hoped for.
""",
    ),
    Story(
        CIRCLE_B,
        "Northern quay: sale nearly done",
        "Mirror reporters",
        "2026-11-15",
        f"""
A sale of Norvik's northern quay is nearly done, the [Inland Ledger]({CIRCLE_A}) reported.

“The quay is sold in all but name,” a person close to the talks told the Inland Ledger. Nineteen million crowns are
said to be on the table, for eleven thousand square metres of quay and one warehouse.

Neighbours learned of the talks from the paper. At the corner of Kelp Street, where lorries would have to turn, a list
of signatures was laid out in the bakery on Sunday morning, and by noon it held ninety names. Most of those who signed
want the quay to stay open to walkers, as it has been since the fence was taken down. The council meets on Tuesday at
six in the evening. The meeting is public, and there are seats for forty people in the old customs house; the last
meeting about the harbour had to be moved to the school. A spokesman for the town did not answer calls on Sunday.
""",
    ),
    Story(
        ALTERED,
        "What the herring knows",
        "Signe Moe",
        "2026-11-17",
        f"""
There are not many officials who would stop a machine for a fish. In Vellhaven there is one, and she said why.

“We will not dig through the spawning season and pretend that the herring will not notice,” harbour master Ilse Brandt
told the [Harbour Courier]({COURIER}). That is a sentence to be framed and hung in every ministry.

I grew up three streets from the old basin. My grandmother salted herring there until her hands would not close, and my
father used to say that the town was built on two things, fish and patience. The fish left first. It would be good if
the second stayed a little longer, until the spring at least, when the machines come back and we shall see what is left
to dig for. Those who count the crowns that each day costs might count, for once, the years that a shoal needs to come
back to a place it has learned to avoid. It took twenty-six of them the last time.
""",
    ),
    Story(
        UNHEDGED,
        "Engineer: three turbines are safe",
        "Tidings staff",
        "2026-11-18",
        f"""
Three turbines of the wind park off Norvik can start before Christmas, if one follows the engineer in charge.

It is “safe to run three of the turbines,” Marta Holm told the [Norvik Pilot]({PILOT}). The other four stand on
foundations with cracks, which divers have measured twice this autumn.

For the forty thousand homes that were promised power from the sea, three turbines would be a beginning. The operator of
the grid has kept an old gas plant in reserve, which costs it a quarter of a million crowns for each week of waiting.
Schools and the hospital have contracts at a fixed price and will not notice; households on the islands pay what the
market asks. A woman who runs the shop on Lille Holm said that she had bought candles again, as in the winter of the
broken cable. She sells them beside the postcards that show the park at sunset, all seven of its turbines turning.
""",
    ),
    Story(
        OTHER,
        "“The company knew”: what the mate says",
        "Mirror reporters",
        "2026-11-19",
        f"""
The dispute about the ferry that turned back in the dark has a new voice.

“The company knew about the rudder before we left the quay,” ship's mate Pavel Orsk told
[Radio Elmstad]({ELMSTAD}). The company rejects this and speaks of a misunderstanding between the workshop and the
bridge.

Orsk has sailed on the ferry for six years. Before that he was a fisherman on his brother's boat, which was sold to the
breakers when the quota was cut. On Sunday he stood at the wheel for the first hour of the crossing, passengers recall,
and went below when the captain came up. What was said between the two is not known. The ship lies at the yard in
Elmstad, where workers have taken off the rudder and laid it on blocks beside the dock. Children come after school to
look at it. It is taller than a house and has a dent the size of a table, low down, where nobody can see it at sea.
""",
    ),
    Story(
        HARBOUR,
        "A harbour waits for the herring",
        "Lena Ward",
        "2026-11-10",
        f"""
VELLHAVEN, November 10 (Weekly Digest) - In Vellhaven the dredgers are silent, and the harbour master has explained
herself.

“We cannot dig through the spawning season and pretend that the herring will not notice,” Ilse Brandt told the Harbour
Courier, according to [North Wire]({WIRE}).

“The silt in the old basin is older than the town itself,” Brandt told the Harbour Courier, according to North Wire.

The stop is not cheap. “Every barge that waits outside costs the port four thousand crowns a day,” Brandt told the
Harbour Courier, [North Wire]({WIRE}) reported.

She feels left alone by the town. “Nobody on the council has asked me for the tide tables since August,” Brandt told
the Harbour Courier, North Wire reported.

Two pumps broke down in the autumn. “If the pumps fail again, we will close the eastern gate and say so the same hour,”
Brandt told the Harbour Courier, according to [North Wire]({WIRE}). An earlier quay was lost to the silt altogether, as
the paper [wrote at the time]({OLD_QUAY}).
""",
    ),
    Story(
        FERRY,
        "The night the ferry turned back",
        "Lena Ward",
        "2026-11-12",
        f"""
ELMSTAD, November 12 (Weekly Digest) - Two hundred people were on board when the ferry to Elmstad turned round in the
middle of the sound.

“The ferry turned back because the harbour lights were out, not because of the wind,” captain Tomas Reuel told Radio
Elmstad, according to [Küstenbote]({BOTE}).

“My crew slept in the engine room for two nights and nobody from the company called,” Reuel told Radio Elmstad,
according to Küstenbote.

He spoke of the equipment, too. “A lifeboat that has not been lowered since spring is a decoration,” Reuel told Radio
Elmstad, [Küstenbote]({BOTE}) reported.

“The company knew about the rudder before we left the quay,” Reuel told Radio Elmstad, according to Küstenbote.

“I have crossed this sound nine thousand times and I have never seen it so dark,” Reuel told Radio Elmstad, according to
[Küstenbote]({BOTE}). The ship is at the yard, and nobody says when it will be back.
""",
    ),
    Story(
        WIND,
        "Seven cracks and a brochure",
        "Lena Ward",
        "2026-11-14",
        f"""
NORVIK, November 14 (Weekly Digest) - The most expensive machine on the coast stands still, and the engineer in charge
of it is not surprised.

“The foundations were poured in frost and they should never have been signed off,” Marta Holm told the Norvik Pilot,
according to [Coast Daily]({COAST}).

“A turbine does not know which ministry paid for it,” Holm told the Norvik Pilot, Coast Daily reported.

“We measured the cracks in September and again in October, and they had grown by a third,” Holm told the Norvik Pilot,
according to [Coast Daily]({COAST}).

“It might be safe to run three of the turbines if the welds are checked by hand,” Holm told the Norvik Pilot, according
to Coast Daily.

“The grid operator asked for numbers and received a brochure,” Holm told the Norvik Pilot, according to
[Coast Daily]({COAST}). The builder has not answered.
""",
    ),
    Story(
        FUND,
        "Boats that do not exist",
        "Lena Ward",
        "2026-11-16",
        f"""
NORVIK, November 16 (Weekly Digest) - Eleven boats drew money from the fishery fund after they had been scrapped.

“The fund will pay for new nets this winter and for nothing else before the spring,” minister Jonas Vik said, according
to the [Inland Ledger]({LEDGER}).

“No boat owner who kept honest books has to fear this audit,” Vik said, according to the Inland Ledger.

“We found eleven vessels on the list that had been scrapped years ago,” Vik said, the [Inland Ledger]({LEDGER})
reported.

“Every crown that went to a boat that does not exist will be asked back,” Vik said, according to the Inland Ledger.

“The auditors will publish their tables before the first payment leaves the treasury,” Vik said, according to the
[Inland Ledger]({LEDGER}). On the quay in Vellhaven the list is read aloud at the bar, name by name, and somebody always
knows where the boat went in the end.
""",
    ),
    Story(
        FAIR,
        "Harbour fair draws record crowd despite the rain",
        "Per Aasen",
        "2026-10-24",
        """
More people than ever came to the harbour fair of Norvik on Saturday, although it rained from morning to night. The
organisers counted eleven thousand visitors at the three gates, two thousand more than last year.

“We ran out of herring at four o'clock and out of bread at five,” said Grete Sund, who runs the stand of the fishers'
union. The old steam crane was put under steam for the first time since 2019 and lifted a rowing boat out of the water
and back again, to applause.

The race of the bathtubs was won by a team of apprentices from the yard, who had fitted theirs with a sail made of
coffee bags. A tub of the town council sank after forty metres; its crew of two swam ashore and were given blankets.
“It was the plug,” said councillor Ivar Dahl.

The fair ended at ten with a concert in the net loft. What is left over, some two hundred thousand crowns, goes to the
sea rescue station, which needs a new engine for its smaller boat.
""",
    ),
    Story(
        FLAKY,
        "The last lighthouse keeper climbs down",
        "Runa Falk",
        "2026-11-07",
        """
After thirty-eight winters on the rock, Aksel Myhre has climbed down from the lighthouse of Skarv for the last time. The
lamp will be watched from a room in Norvik from now on, by three people in turns, on a screen.

“I shall miss the storms, not the stairs,” said Myhre on the pier. There are one hundred and sixty-two of them. He had
counted them every evening, he said, as a way of noticing whether he was still all there.

The coastal administration has run the other lights without keepers since 1997. At Skarv the fog signal, which is
driven by compressed air, needed a hand that knew it. In the summer an electric one was put up beside it. “It sounds
like a lorry backing up,” said Myhre.

The house on the rock is to be let to hikers from May. His cat, a grey animal without a name, moved ashore with him and
has taken over the woodshed of a neighbour.
""",
    ),
    Story(
        SLOW,
        "Night train returns to the coast after eleven years",
        "Runa Falk",
        "2026-11-09",
        """
A night train will run between the capital and Elmstad again from next summer, eleven years after the last one. The
railway company presented the timetable on Monday: departure at ten in the evening, arrival at half past six.

“People told us that they would rather sleep through the mountains than fly over them,” said Dorthe Juhl, who planned
the line. Eight sleeping cars have been bought from another railway and are being repainted in dark green. A berth
costs from four hundred crowns, a cabin with a shower three times as much.

The platform in Elmstad is too short for the whole train; two cars will be left standing in the tunnel until the works
are done. “One will have to walk a little,” said Juhl. The town hopes for guests outside the summer. Hotels report
that a third of those who ask for rooms in autumn do not come in the end, because the last flight is cancelled by fog.
""",
    ),
    Story(
        LATIN,
        "Café at the museum reopens with a new façade",
        "Jörg Ahlers",
        "2026-11-02",
        """
The café at the maritime museum has opened again, with a new façade of blue tiles and the old menu. It had been closed
since a water pipe burst in March.

“We kept the crème brûlée and the crooked shelf,” said Zoë Müller, who has run the place for nine years. The tiles were
made by a potter in Göteborg after drawings from the museum's archive; each shows a different knot.

The work cost six hundred thousand crowns, of which the insurance paid about half. A society of friends of the museum
collected the rest with concerts, a raffle and the sale of a thousand jars of plum jam. On Sunday the queue reached as
far as the anchor at the gate. Müller had baked since four in the morning and had run out of everything but soup by
three.

The museum itself shows paintings of winter harbours until the end of February, among them two that had been thought
lost, and which turned up behind a wardrobe in a school.
""",
    ),
    Story(
        STORM,
        "Storm damage: what is known",
        "Ledger newsroom",
        "2026-11-20",
        """
The storm of Thursday night has damaged at least thirty boats in the harbours between Norvik and Vellhaven. Nobody was
hurt, the sea rescue service said on Friday morning.

“We had gusts of forty metres a second at the outer mole,” said Kari Nygaard of the harbour office in Norvik. A crane
fell across two moored trawlers, and the roof of the ice house was carried into the car park of the school.

The road along the fjord is closed between the tunnel and the church. Power is back in most of the villages; some sixty
homes on the islands are still without it. The ferry to Elmstad does not run before Saturday.

Insurance companies ask owners to take photographs before they clear anything away. The town will collect wood and
sheet metal from the streets from Monday on, free of charge.
""",
    ),
    Story(
        CAMERAS,
        "Harbour cameras are back online",
        "Tidings staff",
        "2026-11-13",
        """
The four cameras that look over the harbour of Norvik are back online after a pause of seven weeks. Walkers, sailors and
people far from home can see again who is coming in.

“We received letters from Canada asking what had happened to the view,” said Truls Eide, who looks after the cameras
for the sailing club. Salt had eaten the plugs. The new ones are of brass and were turned by a pupil of the technical
school.

The camera on the mole shows the lighthouse; the one on the silo, which moves, can be steered from anywhere for one
minute at a time. In the first night somebody in Lisbon kept it pointed at the moon. The club asks for small donations,
because the line costs nine hundred crowns a month. Last year's donations came from fourteen countries and were enough
for ten months; a bank paid for the others.
""",
    ),
    Story(
        SLASH,
        "The net makers of Kelp Street",
        "Coast Daily desk",
        "2026-10-30",
        """
In Kelp Street there are four people left who can make a herring net by hand, and the youngest of them is sixty-eight.
On Thursdays they meet in a loft above the bakery and tie knots for two hours, as they have done since they were
children.

“My fingers know it better than I do,” said Borghild Aune. She learned from her aunt during the war, by the light of a
carbide lamp. A net of forty metres takes a winter.

Nobody buys them for fishing any more. They hang in restaurants, and one went to an opera house, where a chorus is
caught in it in the second act. The museum has filmed all the knots, sixty-one in number, with names in a dialect that
fewer and fewer people speak. Two students from the art school have begun to come on Thursdays. “They are slow,” said
Aune, “but they do not look at their telephones.” In May there is to be an exhibition in the net loft of the harbour.
""",
    ),
    Story(
        OLD_QUAY,
        "Old quay is given up to the silt",
        "Anna Lindqvist",
        "2019-04-02",
        """
The old quay of Vellhaven will not be repaired. The port's board decided on Monday to give up the ninety metres of wall
between the customs house and the slip, where no ship has been able to berth for six years.

“One can fight silt for a century, and then one has lost a century,” said the harbour master of the time, Otto Brenn.
Each winter some forty centimetres are washed in; dredging them costs more than the quay earns.

The stones are to be used for the new mole. Three families who keep rowing boats at the quay have been offered places in
the inner harbour. A plaque from 1888 with the names of those who built the wall goes to the museum.

On Monday afternoon the bollards were already gone. Two men with a wheelbarrow said that they had permission, and that
it was a pity. A gull sat where the third one had stood and did not move for the wheelbarrow.
""",
    ),
)
STORM_LATER = """ The storm of Thursday night has damaged at least eighty boats in the harbours between Norvik and
Vellhaven. Two people were hurt by falling tiles, the sea rescue service said on Saturday.

“We had gusts of forty-six metres a second at the outer mole,” said Kari Nygaard of the harbour office in Norvik. A
crane fell across two moored trawlers, one of which sank. The ice house is a ruin.

The road along the fjord stays closed for a week, because the slope above the church is moving. All villages have power
again. The ferry to Elmstad runs, but carries no lorries.

The government has promised help to owners without insurance, up to half of the damage. Applications can be made from
Monday on at the town hall, with photographs.
"""

# ------------------------------------------------------------------------------------------ quotations that travel


class Quote(NamedTuple):
    """Words, the page that cites them, the page where they were first said, and the names from speaker to citing page.

    `route` are the addresses from the citing page back to the origin. In `CHANGED`, `printed` is what the origin prints
    and `kind` what a comparison should find there.
    """

    words: str
    page: str
    origin: str
    chain: tuple[str, ...]
    route: tuple[str, ...]
    kind: str = "exact"
    printed: str = ""


_TRAVELS = {
    (HARBOUR, WIRE, COURIER, ("Ilse Brandt", "Harbour Courier", "North Wire", "Weekly Digest")): (
        "We cannot dig through the spawning season and pretend that the herring will not notice",
        "The silt in the old basin is older than the town itself",
        "Every barge that waits outside costs the port four thousand crowns a day",
        "Nobody on the council has asked me for the tide tables since August",
        "If the pumps fail again, we will close the eastern gate and say so the same hour",
    ),
    (FERRY, BOTE, ELMSTAD, ("Tomas Reuel", "Radio Elmstad", "Küstenbote", "Weekly Digest")): (
        "The ferry turned back because the harbour lights were out, not because of the wind",
        "My crew slept in the engine room for two nights and nobody from the company called",
        "A lifeboat that has not been lowered since spring is a decoration",
        "The company knew about the rudder before we left the quay",
        "I have crossed this sound nine thousand times and I have never seen it so dark",
    ),
    (WIND, COAST, PILOT, ("Marta Holm", "Norvik Pilot", "Coast Daily", "Weekly Digest")): (
        "The foundations were poured in frost and they should never have been signed off",
        "A turbine does not know which ministry paid for it",
        "We measured the cracks in September and again in October, and they had grown by a third",
        "It might be safe to run three of the turbines if the welds are checked by hand",
        "The grid operator asked for numbers and received a brochure",
    ),
    (FUND, LEDGER, MINISTRY, ("Jonas Vik", "Inland Ledger", "Weekly Digest")): (
        "The fund will pay for new nets this winter and for nothing else before the spring",
        "No boat owner who kept honest books has to fear this audit",
        "We found eleven vessels on the list that had been scrapped years ago",
        "Every crown that went to a boat that does not exist will be asked back",
        "The auditors will publish their tables before the first payment leaves the treasury",
    ),
}
# Twenty, with the names that the citing page states. The last five are of a statement, which only the relay names.
QUOTES = tuple(
    Quote(words, page, origin, chain, (page, relay, origin))
    for (page, relay, origin, chain), quoted in _TRAVELS.items()
    for words in quoted
)
CHANGED = (
    Quote(
        "We will not dig through the spawning season and pretend that the herring will not notice",
        ALTERED,
        COURIER,
        ("Ilse Brandt", "Harbour Courier", "Valley Mirror"),
        (ALTERED, COURIER),
        "altered",
        "We cannot dig through the spawning season and pretend that the herring will not notice",
    ),
    Quote(
        "The ferry is held together by tape and promises",
        BOTE,
        ELMSTAD,
        ("Tomas Reuel", "Radio Elmstad", "Küstenbote"),
        (BOTE, ELMSTAD),
        "altered",
        "The ferry is held together by paint and promises",
    ),
    Quote(
        "The company knew about the rudder before we left the quay",
        OTHER,
        ELMSTAD,
        ("Pavel Orsk", "Radio Elmstad", "Valley Mirror"),
        (OTHER, ELMSTAD),
        "other-speaker",
        "The company knew about the rudder before we left the quay",
    ),
    Quote(
        "safe to run three of the turbines",
        UNHEDGED,
        PILOT,
        ("Marta Holm", "Norvik Pilot", "Morning Tidings"),
        (UNHEDGED, PILOT),
        "hedge-dropped",
        "It might be safe to run three of the turbines if the welds are checked by hand",
    ),
)

# ------------------------------------------------------------------------------------------ what is not an article

GONE = "http://courier.test/2017/05/pilot-boat"
WITHDRAWN = "http://pilot.test/2018/withdrawn"
NO_HOST = "http://closed-paper.test/2016/quarry"
TO_HOME = "http://northwire.test/2020/fisheries-summit"
HOME, SECTION, SEARCH = (
    "http://northwire.test/",
    "http://northwire.test/section/fisheries",
    "http://northwire.test/search?q=herring+quota",
)
LOGIN = "http://guarded.test/members/harbour-report"
CAPTCHA, CONSENT = "http://guarded.test/2026/11/pilots-strike", "http://guarded.test/2026/11/ice-breaker"
FORBIDDEN, ROBOTS = "http://guarded.test/2026/11/tug-master", "http://guarded.test/private/minutes"
BUSY = "http://flaky.test/2026/11/too-many"
BROKEN = "http://flaky.test/2026/11/broken"
SILENT = "http://flaky.test/2026/11/silent"
PAYWALL = "http://gazette.test/2026/11/quay-sale-inside"
SOFT = "http://mirror.test/2015/swimming-baths"
MOVED = "http://pilot.test/archive/harbour-fair"
TRIVIAL = "http://www.coastdaily.test/culture/net-makers"
HUGE, GZIP_BOMB, BROTLI_BOMB = "http://hostile.test/huge", "http://hostile.test/gzip", "http://hostile.test/brotli"
CIRCLES, INWARD = "http://hostile.test/round/0", "http://hostile.test/metadata"
ENDLESS = "http://hostile.test/endless"
ARCHIVED = f"http://web.archive.org/web/20190405101500/{OLD_QUAY}"
# What the archive holds, by the way of asking that finds it.
CAPTURES: dict[str, dict[str, tuple[str, ...]]] = {
    "available": {OLD_QUAY: ("20190405101500", "20210601000000")},
    "cdx": {WITHDRAWN: ("20180711083000",)},
    "timegate": {GONE: ("20170520120000",)},
}
GONE_STORIES = (
    Story(
        WITHDRAWN,
        "Pilots of Norvik ask for a second boat",
        "Per Aasen",
        "2018-07-10",
        """
The pilots of Norvik have asked the harbour office for a second boat. The one they have is nineteen years old and was
out of service on forty days of last year, mostly in winter, when it was needed.

“We have stood on the quay and waved at ships,” said Odd Lien, the eldest of the five. Twice a freighter waited at the
mouth of the fjord for more than ten hours; once it sailed on without calling at the port.

A new boat costs about eleven million crowns. The harbour office wants to see first whether an engine from the sea
rescue service would fit the old one. Lien has measured it. It does not fit by a hand's breadth, he said, unless one
takes out the galley, and then nobody gets coffee.
""",
    ),
    Story(
        GONE,
        "Pilot boat aground at the outer mole",
        "Anna Lindqvist",
        "2017-05-18",
        """
The pilot boat of Vellhaven ran aground at the outer mole on Wednesday night. Nobody was hurt. The boat was pulled free
at high water the next morning by the tug of the shipyard, with a dent in the bow and without its rudder.

“The light on the mole was on; we were on the wrong side of it,” said Arne Vold, who had been at the wheel. The wind had
turned within a minute, he said, and the rain stood in front of the window like a cloth.

The harbour office has lent the pilots a rowing boat with an outboard engine until the repair is done, which may take
three weeks. Larger ships will have to wait for daylight. Two are expected before Sunday, one with salt and one with
barrels.
""",
    ),
)

# After looks on two days.
EXPECTED_STATES = {
    **{story.url: "ok" for story in STORIES if story.url not in (STORM, OLD_QUAY)},
    STORM: "drifted",
    TRIVIAL: "ok",
    ARCHIVED: "ok",
    MOVED: "moved",
    OLD_QUAY: "gone",
    GONE: "gone",
    WITHDRAWN: "gone",
    NO_HOST: "gone",
    TO_HOME: "not-article",
    HOME: "not-article",
    SECTION: "not-article",
    SEARCH: "not-article",
    LOGIN: "not-article",
    CAPTCHA: "blocked",
    CONSENT: "blocked",
    FORBIDDEN: "blocked",
    ROBOTS: "blocked",
    BUSY: "blocked",
    PAYWALL: "paywalled",
    SOFT: "soft-404",
    BROKEN: "unknown",
    SILENT: "unknown",
    HUGE: "unknown",
    GZIP_BOMB: "unknown",
    BROTLI_BOMB: "unknown",
    CIRCLES: "unknown",
    INWARD: "unknown",
    ENDLESS: "unknown",
}
FIRST_STATES = {
    **EXPECTED_STATES,
    STORM: "ok",
    OLD_QUAY: "unknown",
    GONE: "unknown",
    WITHDRAWN: "unknown",
    NO_HOST: "unknown",
}
# Words that stand beside a link to these pages in an article: what the soft 404 is measured against.
ANCHORS = {SOFT: "the swimming baths of Kelp Street will be torn down", MOVED: "the harbour fair"}

# ------------------------------------------------------------------------------------------ how it is served

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/section/fisheries">Fisheries</a></li></ul></nav>'
# What brotli makes of 50 MB of zeros, by the library of that name (brotli 1.2, quality 9).
BROTLI_ZEROS = bytes.fromhex(
    "cbffff3f002400e2b14072effff8ffff078004401c1680eefd1fffffff00900088c302d0bdffe3ffff1f001200715800baf77ffcffff034002200e0b40f7fe2fffe0f5004800c46101e8a0eb01"
)


def _paragraph(text: str) -> str:
    shown = html.escape(" ".join(text.split()), quote=False)
    return "<p>" + _LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', shown) + "</p>"


def article(story: Story, text: str = "", more: str = "") -> str:
    """The HTML of a story; `text` in place of its own, `more` behind the last paragraph."""
    host = urlsplit(story.url).hostname or ""
    paper = PAPERS.get(host, ("", "Skerry Post", ""))[1]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": f"{story.day}T08:00:00Z",
        "publisher": {"@type": "Organization", "name": paper},
        **({"author": {"@type": "Person", "name": story.author}} if story.author else {}),
    }
    body = "\n".join(_paragraph(part) for part in (text or story.text).strip().split("\n\n"))
    note = _paragraph(story.note) if story.note else ""
    byline = f'<p class="byline">By {html.escape(story.author)}</p>' if story.author else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(story.title)} | {paper}</title>"
        f'<link rel="canonical" href="{story.url}"><meta property="og:site_name" content="{paper}">'
        f'<meta property="og:type" content="article"><script type="application/ld+json">{json.dumps(data)}</script>'
        f"</head><body><header><p>{paper}</p>{_NAV}</header><main><article><h1>{html.escape(story.title)}</h1>{byline}"
        f'<time datetime="{story.day}">{story.day}</time>\n{note}\n{body}\n{more}</article></main>'
        f"<footer><p>© 2026 {paper}</p></footer></body></html>"
    )


def _plain(title: str, body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def _teasers(paper: str, canonical: str) -> str:
    items = "".join(
        f'<li><h3><a href="{story.url}">{html.escape(story.title)}</a></h3><p>Read more</p></li>'
        for story in STORIES[:12]
    )
    head = f'<link rel="canonical" href="{canonical}"><meta property="og:type" content="website">'
    return _plain(f"{paper} - latest news", f"{_NAV}<h1>{paper}</h1><ul>{items}</ul>", head)


@dataclass
class Answer:
    """What the server sends; `length` False leaves the length out and closes the connection at the end."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    endless: bool = False
    wait: float = 0.0


Serve = Callable[[int], Answer]  # takes how often this page was asked for before


def _page(text: str, status: int = 200, **headers: str) -> Serve:
    named = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return lambda _: Answer(text.encode(), status, named)


def _to(where: str, status: int = 302) -> Serve:
    return lambda _: Answer(b"", status, {"Location": where})


def _served() -> dict[str, Serve]:
    stories = {story.url: story for story in STORIES}
    pages: dict[str, Serve] = {url: _page(article(story)) for url, story in stories.items()}
    pages |= {
        OLD_QUAY: _page(_plain("Not found", "<h1>404</h1>"), 404),
        GONE: _page(_plain("Not found", "<h1>404</h1>"), 404),
        WITHDRAWN: _page(_plain("Gone", "<h1>410</h1>"), 410),
        TO_HOME: _to("/"),
        HOME: _page(_teasers("North Wire", HOME)),
        SECTION: _page(_teasers("Fisheries", SECTION)),
        SEARCH: _page(
            _plain("Search: herring quota", f"{_NAV}<h1>Search results</h1><p>12 results for herring quota</p>")
        ),
        LOGIN: _to("/login?next=%2Fmembers%2Fharbour-report"),
        "http://guarded.test/login?next=%2Fmembers%2Fharbour-report": _page(
            _plain("Log in", '<form><h1>Log in</h1><input name="user"><input type="password" name="word"></form>')
        ),
        CAPTCHA: _page(
            _plain(
                "Just a moment...",
                "<h1>guarded.test</h1><p>Checking if the site connection is secure</p><p>Verify you are human by "
                'completing the action below.</p><div class="cf-turnstile" id="cf-chl-widget"></div>',
            )
        ),
        CONSENT: _page(
            _plain(
                "Before you continue",
                "<h1>Before you continue</h1><p>We and our 812 partners use cookies to store and access information on "
                "your device.</p><button>Accept all</button><button>Reject all</button>",
            )
        ),
        FORBIDDEN: _page(_plain("403", "<h1>Access denied</h1>"), 403),
        "http://guarded.test/robots.txt": lambda _: Answer(
            b"User-agent: *\nDisallow: /private/\n", 200, {"Content-Type": "text/plain"}
        ),
        ROBOTS: _page(_plain("Minutes", "<p>Never to be read by a machine.</p>")),
        BUSY: _page(_plain("429", "<h1>Too many requests</h1>"), 429, Retry_After="3600"),
        BROKEN: _page(_plain("500", "<h1>Internal error</h1>"), 500),
        PAYWALL: _page(
            _plain(
                "Inside the sale of the northern quay | Quay Gazette",
                "<article><h1>Inside the sale of the northern quay</h1><p>The first offer came on a Tuesday in March, "
                "in a brown envelope.</p><div class='paywall'><p>Subscribe to read the full story.</p><p>Already a "
                "subscriber? Sign in</p></div></article>",
                '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Inside the sale of the '
                'northern quay", "datePublished": "2026-11-14", "isAccessibleForFree": false}</script>',
            )
        ),
        SOFT: _page(
            _plain(
                "Page not found | Valley Mirror",
                f"{_NAV}<h1>Sorry, we could not find that page</h1><p>It may have been moved or deleted.</p>",
                '<link rel="canonical" href="http://mirror.test/">',
            )
        ),
        MOVED: _to(FAIR, 301),
        TRIVIAL: _to(SLASH, 301),
        CIRCLES: _to("/round/1"),
        INWARD: _to("http://169.254.169.254/latest/meta-data/"),
        FLAKY: lambda asked: Answer(b"", 503, {}) if asked < 2 else _page(article(stories[FLAKY]))(asked),
        SLOW: lambda asked: Answer(article(stories[SLOW]).encode(), wait=0.1),
        SILENT: lambda _: Answer(b"too late", wait=30.0),
        LATIN: lambda _: Answer(article(stories[LATIN]).encode("cp1252")),
        STORM: lambda asked: Answer(article(stories[STORM], STORM_LATER if asked else "").encode()),
        CAMERAS: lambda asked: Answer(
            article(stories[CAMERAS], more=f"<p>This page was read {1203 + 7 * asked:,} times.</p>").encode()
        ),
        HUGE: lambda _: Answer(b"<p>word " * 1_400_000),
        GZIP_BOMB: lambda _: Answer(gzip.compress(bytes(50_000_000)), 200, {"Content-Encoding": "gzip"}),
        BROTLI_BOMB: lambda _: Answer(BROTLI_ZEROS, 200, {"Content-Encoding": "br"}),
        ENDLESS: lambda _: Answer(b"<p>more and more</p>" * 3000, endless=True),
        **{f"http://hostile.test/round/{n}": _to(f"/round/{(n + 1) % 3}") for n in (1, 2)},
    }
    pages |= _archive()
    return pages


def copy_of(url: str, stamp: str, raw: bool = False) -> str:
    """The address of an archive's copy, or of its bytes as they were captured."""
    return f"http://web.archive.org/web/{stamp}{'id_' if raw else ''}/{url}"


def _archive() -> dict[str, Serve]:
    """The copies of pages that are gone: as shown with the archive's bar, and raw."""
    pages: dict[str, Serve] = {}
    for story in (*STORIES, *GONE_STORIES):
        for stamp in (stamp for kept in CAPTURES.values() for stamp in kept.get(story.url, ())):
            taken = datetime.strptime(stamp, "%Y%m%d%H%M%S").strftime("%a, %d %b %Y %H:%M:%S GMT")
            whole = article(story)
            barred = whole.replace("<body>", '<body><div id="wm-ipp-base">Wayback Machine</div>')
            pages[copy_of(story.url, stamp)] = _page(barred, Memento_Datetime=taken)
            pages[copy_of(story.url, stamp, raw=True)] = _page(whole, Memento_Datetime=taken)
    return pages


def _closest(kept: dict[str, tuple[str, ...]], target: str, stamp: str) -> str:
    """The stamp nearest to another one, the last one where that is empty."""
    stamps = kept.get(target, ())
    return min(stamps, key=lambda one: abs(int(one[:8]) - int(stamp[:8] or "99999999")), default="")


def _asked_archive(path: str) -> Answer:
    """The Wayback Machine's three ways to ask: availability, CDX, TimeGate."""
    parts = urlsplit(path)
    values = dict(part.partition("=")[::2] for part in parts.query.split("&"))
    target = unquote(values.get("url", ""))
    kind = {"Content-Type": "application/json"}
    if parts.path == "/wayback/available":
        stamp = _closest(CAPTURES["available"], target, values["timestamp"])
        closest = {"available": True, "status": "200", "timestamp": stamp, "url": copy_of(target, stamp)}
        found: Any = {"url": target, "archived_snapshots": {"closest": closest} if stamp else {}}
        return Answer(json.dumps(found).encode(), 200, kind)
    if parts.path == "/cdx/search/cdx":
        stamp = _closest(CAPTURES["cdx"], target, values["closest"])
        rows = [["timestamp", "original", "statuscode"], [stamp, target, "200"]] if stamp else []
        return Answer(json.dumps(rows).encode(), 200, kind)
    stamps = CAPTURES["timegate"].get(path.removeprefix("/web/"), ())
    if stamps:
        return Answer(
            b"", 302, {"Location": copy_of(path.removeprefix("/web/"), stamps[-1]), "Vary": "accept-datetime"}
        )
    return Answer(b"not in archive", 404, {"Content-Type": "text/plain"})


# ------------------------------------------------------------------------------------------ the server


class Web:
    """The running web: `asked` counts requests by address, `options` are those that reach it."""

    def __init__(self) -> None:
        self.pages = _served()
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.done = threading.Event()
        self.port = 0

    def options(self, **more: Any) -> Options:
        """Options that open the hosts of this web, without politeness and waiting; anything can be set anew."""
        plain = {
            "rate": 1000.0,
            "read": 0.4,
            "total": 5.0,
            "tries": 4,
            "sleep": _no_wait,
            "allow": tuple(f"{h}:80" for h in HOSTS),
        }
        return Options(**{**plain, **more})

    def answer(self, url: str) -> Answer:
        """What the server says to one request."""
        with self.lock:
            before = self.asked[url]
            self.asked[url] += 1
        parts = urlsplit(url)
        if url in self.pages:
            return self.pages[url](before)
        if (parts.hostname or "").endswith("archive.org"):
            return _asked_archive(url.partition(parts.netloc)[2])
        return Answer(b"<h1>Not found</h1>", 404)

    def forget(self) -> None:
        """Begin anew: pages that change with every look are at their first look again."""
        with self.lock:
            self.asked.clear()


def _no_wait(_: float) -> None:
    return None


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = web.answer(f"http://{self.headers['Host']}{self.path}")
            if answer.wait:
                web.done.wait(answer.wait)
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if not answer.endless:
                    self.send_header("Content-Length", str(len(answer.body)))
                else:
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(answer.body)
                while answer.endless and not web.done.is_set():
                    self.wfile.write(answer.body)
            except OSError:
                self.close_connection = True  # the reader had enough

        def log_message(self, *_: object) -> None:
            return None

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        return None


@contextmanager
def small_web() -> Iterator[Web]:
    """Serve the web on a loopback port and answer for its names; other names ending in .test do not exist."""
    web = Web()
    with _Server(("127.0.0.1", 0), _handler(web)) as server:
        web.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            with patch.object(socket, "getaddrinfo", resolver(HOSTS, web.port)):
                yield web
        finally:
            web.done.set()
            server.shutdown()
            thread.join(5)


def resolver(hosts: tuple[str, ...], port: int) -> Callable[..., list[Any]]:
    """A `getaddrinfo` that knows these hosts at port 80 and leads there to a loopback port."""
    real = socket.getaddrinfo

    def resolve(host: Any, service: Any, *more: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if service in (80, "80") and (name in hosts or name == "127.0.0.1"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        if name.endswith((".test", ".org")):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, service, *more, **named)

    return resolve


ARCHIVES = """
archives:
  - name: small archive
    available: http://archive.org/wayback/available?url={url}&timestamp={time}
    cdx: http://web.archive.org/cdx/search/cdx?url={url}&output=json&closest={time}
    copy: http://web.archive.org/web/{time}/{url}
    raw: [{hosts: [web.archive.org], from: '/web/(\\d{4,14})/', to: '/web/\\1id_/'}]
  - {name: small gate, timegate: "http://web.archive.org/web/{url}"}
"""


def rules(folder: Path) -> Path:
    """A user's rules folder that knows these papers and asks this web's archive; returns the folder."""
    for name, text in {"outlets/small_web.yaml": OUTLETS, "pages/archives.yaml": ARCHIVES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
