"""Small modules under the pairs view, against slower ways to the same: offsets, heights, keys."""

from __future__ import annotations

from typing import Any

import pytest

TEXTS = ["", "茶农", "𠮷野家", "周𠮷宁：“茶”……", "a𠮷b𠀀c", "５Ｇ 𠮷𠮷"]


@pytest.mark.parametrize("text", TEXTS)
def test_code_points_and_units_lead_to_each_other(page: Any, house: Any, text: str) -> None:
    page.goto(house.root)
    units, points, length = page.evaluate(
        """async text => {
            const { toUnits, toPoints, pointLength } = await import("/js/offsets.js");
            const count = [...text].length;
            const units = Array.from({ length: count + 1 }, (_, at) => toUnits(text, at));
            return [units, units.map(at => toPoints(text, at)), pointLength(text)];
        }""",
        text,
    )
    wanted = [len(text[:at].encode("utf-16-le")) // 2 for at in range(len(text) + 1)]
    assert units == wanted
    assert points == list(range(len(text) + 1))
    assert length == len(text)


def test_sums_of_heights_are_those_of_adding_up(page: Any, house: Any) -> None:
    page.goto(house.root)
    wrong = page.evaluate(
        """async () => {
            const { Heights } = await import("/js/virtual.js");
            let seed = 7;
            const next = most => (seed = (seed * 16807) % 2147483647) % most;
            const wrong = [];
            for (const count of [0, 1, 2, 3, 7, 64, 65, 1000]) {
              const plain = Array.from({ length: count }, () => 1 + next(90));
              const heights = new Heights(plain);
              for (let turn = 0; turn < 50 && count; turn += 1) {
                const at = next(count);
                plain[at] = next(120);
                heights.set(at, plain[at]);
              }
              let sum = 0;
              for (let at = 0; at < count; at += 1) {
                if (heights.before(at) !== sum) wrong.push(["before", count, at]);
                if (plain[at] && heights.at(sum) !== at) wrong.push(["at", count, at]);
                if (plain[at] && heights.at(sum + plain[at] - 0.5) !== at) {
                  wrong.push(["end", count, at]);
                }
                sum += plain[at];
              }
              if (heights.total !== sum) wrong.push(["total", count]);
              if (count && heights.at(sum + 10) !== count - 1) wrong.push(["behind", count]);
            }
            return wrong;
        }"""
    )
    assert wrong == []


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ({"key": "n", "code": "KeyN"}, "N"),
        ({"key": "N", "code": "KeyN", "shiftKey": True}, "Shift+N"),
        ({"key": "µ", "code": "KeyM", "altKey": True}, "Alt+M"),
        ({"key": "т", "code": "KeyN"}, "N"),
        ({"key": "?", "code": "Slash", "shiftKey": True}, "?"),
        ({"key": "A", "code": "KeyA", "ctrlKey": True, "shiftKey": True}, "Ctrl+Shift+A"),
        ({"key": "z", "code": "KeyZ", "metaKey": True}, "Ctrl+Z"),
        ({"key": "ArrowDown", "code": "ArrowDown", "ctrlKey": True}, "Ctrl+ArrowDown"),
        ({"key": " ", "code": "Space"}, " "),
    ],
)
def test_presses_have_one_name_on_every_keyboard(
    page: Any, house: Any, event: dict[str, Any], name: str
) -> None:
    page.goto(house.root)
    found = page.evaluate(
        """async event => {
            const { pressed } = await import("/js/keys.js");
            return pressed(new KeyboardEvent("keydown", event));
        }""",
        event,
    )
    assert found == name


def test_what_an_input_method_takes_is_no_key(page: Any, project: Any) -> None:
    page.goto(project.address("pairs", row="8"))
    page.wait_for_selector(".pairs[data-read]")
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
            key: "n", code: "KeyN", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    assert page.evaluate("document.querySelector('.row.current').dataset.number") == "8"
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
            key: "n", code: "KeyN", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert page.evaluate("document.querySelector('.row.current').dataset.number") == "8"
