"""Bilingual texts without end, made of a few hundred sentences of our own with other numbers,
places, people and things each time: enough to tell documents apart, and to align them.
"""

from __future__ import annotations

import random
from pathlib import Path

PLACES = (
    ("杭州", "Hangzhou"), ("成都", "Chengdu"), ("西安", "Xi'an"), ("厦门", "Xiamen"),
    ("兰州", "Lanzhou"), ("昆明", "Kunming"), ("沈阳", "Shenyang"), ("桂林", "Guilin"),
    ("大连", "Dalian"), ("拉萨", "Lhasa"), ("洛阳", "Luoyang"), ("苏州", "Suzhou"),
)  # fmt: skip
THINGS = (
    ("自行车", "bicycles"), ("茶叶", "tea"), ("风力发电机", "wind turbines"), ("医院", "hospitals"),
    ("图书馆", "libraries"), ("渔船", "fishing boats"), ("大豆", "soybeans"), ("钢铁", "steel"),
    ("地铁线路", "metro lines"), ("博物馆", "museums"), ("芯片", "chips"), ("蜂蜜", "honey"),
    ("陶瓷", "ceramics"), ("电影院", "cinemas"), ("天然气", "natural gas"), ("苹果", "apples"),
)  # fmt: skip
PEOPLE = (
    ("王建国", "Wang Jianguo"), ("李晓梅", "Li Xiaomei"), ("陈大海", "Chen Dahai"),
    ("赵雪", "Zhao Xue"), ("孙志强", "Sun Zhiqiang"), ("周丽华", "Zhou Lihua"),
    ("吴天明", "Wu Tianming"), ("郑秋白", "Zheng Qiubai"),
)  # fmt: skip
SENTENCES = (
    ("{n}年，{place}的{thing}比前一年增长了{p}%。",
     "In {n}, {thing} in {place} grew by {p}% over the year before."),
    ("{who}认为，没有人应当为{thing}付更多的钱。",
     "{who} believes that nobody should pay more for {thing}."),
    ("市政府决定在{place}投资{m}万元，用于{thing}的研究。",
     "The city government decided to invest {m}0,000 yuan in {place} in research on {thing}."),
    ("清晨下了一场大雨，河水涨得很快。",
     "Early in the morning it rained hard, and the river rose fast."),
    ("然而，专家警告说，{thing}的价格明年可能下跌。",
     "However, experts warn that the price of {thing} may fall next year."),
    ("{place}的居民要求学校在{day}日之前重新开放。",
     "The residents of {place} demand that the schools reopen before the {day}th."),
    ("{who}昨天乘火车离开了{place}，没有回答记者的问题。",
     "{who} left {place} by train yesterday without answering the reporters' questions."),
    ("这项法律保护工人的健康和他们家庭的收入。",
     "This law protects the health of workers and the income of their families."),
    ("我们在山上看到了{day}只白色的鸟。", "We saw {day} white birds on the mountain."),
    ("据{who}介绍，该项目共有{m}名工程师参加。",
     "According to {who}, {m} engineers took part in the project."),
    ("{thing}的质量仍然是消费者最关心的问题。",
     "The quality of {thing} remains what consumers care about most."),
    ("谁也不知道{place}的老城墙是什么时候修建的。",
     "Nobody knows when the old city wall of {place} was built."),
)  # fmt: skip

Facing = list[tuple[str, str]]


def made_text(number: int, sentences: int = 12) -> Facing:
    """The sentences of text ``number``, Chinese and English; the same whenever it is asked for."""
    chance = random.Random(number)
    topic = [chance.sample(pool, 2) for pool in (PLACES, THINGS, PEOPLE)]
    found = []
    for _ in range(sentences):
        zh, en = chance.choice(SENTENCES)
        place, thing, who = (chance.choice(pool) for pool in topic)
        facts = {
            "n": chance.randrange(1950, 2030), "p": chance.randrange(2, 99),
            "m": chance.randrange(13, 999), "day": chance.randrange(13, 29),
        }  # fmt: skip
        found.append(
            (
                zh.format(place=place[0], thing=thing[0], who=who[0], **facts),
                en.format(place=place[1], thing=thing[1], who=who[1], **facts),
            )
        )
    return found


def written(facing: Facing, side: int) -> str:
    """One side of a text as a file holds it: paragraphs of three sentences."""
    sentences = [pair[side] for pair in facing]
    joiner = " " if side else ""
    parts = [joiner.join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    return "\n\n".join(parts) + "\n"


def write_pairs(folder: Path, numbers: range, *, names: bool = True, sentences: int = 12) -> None:
    """Files of both sides, with names that say what belongs together, or numbered at random."""
    chance = random.Random(len(numbers))
    files = [(number, side) for number in numbers for side in (0, 1)]
    chance.shuffle(files)
    for at, (number, side) in enumerate(files):
        name = f"{('zh', 'en')[side]}/text {number:04d}.txt" if names else f"{at:04d}.txt"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(made_text(number, sentences), side), encoding="utf-8")
