"""What is remembered is bounded."""

from __future__ import annotations

import pickle

from sheet2plan.memory import Memo


def test_a_memo_asks_once_and_begins_anew_when_it_is_full() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    memo = Memo(length, 2)
    assert [memo[word] for word in ("a", "bb", "a", "ccc", "a")] == [1, 2, 1, 3, 1]
    assert asked == ["a", "bb", "ccc", "a"]
    assert len(memo) == 2


def test_what_is_remembered_goes_to_no_other_process() -> None:
    memo = Memo(len, 10)
    assert memo["Ana"] == 3
    assert b"Ana" not in pickle.dumps(memo)
    assert pickle.loads(pickle.dumps(memo))["Bo"] == 2
