"""One contact's decisions as sentences in Russian: the same facts in the same order as `sentences`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.explain.words_ru import (
    CHANNEL,
    ESCALATED,
    FLAG,
    INTRODUCED,
    ORIGIN,
    REFUSED,
    RELAX,
    RELEASED,
    SPLIT,
    duration,
    listed,
)

Decision = Mapping[str, Any]
"""A message of `kontor.assignments`, decoded: envelope and `data`."""


def story_ru(decisions: Sequence[Decision]) -> Iterator[str]:
    """The whole of a contact, line by line; `decisions` in order, at least one."""
    yield _heading(decisions[0]["data"])
    for number, decision in enumerate(decisions, start=1):
        yield ""
        head, *rest = _told(decision["type"], decision["data"])
        yield f"{number}. {_clock(decision['data']['decided_at'])}  {head}"
        for sentence in rest:
            yield f"   {sentence}"


def _heading(data: Decision) -> str:
    client = data["client_id"]
    if data["coverage_id"] != client:
        client += f" (холдинг {data['coverage_id']})"
    segment = "банку неизвестен" if data["segment"] is None else f"сегмент {data['segment']}"
    tier = ", VIP" if data["tier"] == "vip" else ""
    opened = f"{data['opened_at'][:10]} {_clock(data['opened_at'])} UTC"
    channel = CHANNEL.get(data["channel"], data["channel"])
    return (
        f"Обращение {data['contact_id']} клиента {client}, {segment}{tier}, {channel}, "
        f"участок {data['desk_id']}, открыто {opened}."
    )


def _clock(instant: str) -> str:
    return instant[11:23]


def _told(kind: str, data: Decision) -> Iterator[str]:
    who = data["manager_id"]
    match kind:
        case "contact.assigned":
            yield f"Назначено {who}, {_after(data)}: {_origin(data)}{_at_step(data)}."
            yield from _assignment(data)
        case "contact.offered":
            until = "" if data["expires_at"] is None else f" до {_clock(data['expires_at'])}"
            yield f"Предложено {who}{until}, {_after(data)}: {_origin(data)}{_at_step(data)}."
            yield from _assignment(data)
        case "contact.reassigned":
            former = "" if data["previous_manager_id"] is None else f", прежде {data['previous_manager_id']}"
            yield f"Передал {data['by']}, теперь у {who}{former}; решение человека не обсуждается."
            if data["flags"]:
                yield f"Отметка о {who}: {listed([FLAG[flag] for flag in data['flags']])}."
            yield from _load(data)
        case "contact.queued":
            yield f"Ждёт, {_position(data)}: взять его некому."
            yield from _waiting(data)
        case "contact.escalated":
            yield f"Нужно внимание человека: {ESCALATED.get(data['reason'], data['reason'])}."
            yield from _waiting(data)
        case "contact.released":
            whom = f"Больше не у {who}" if who else "Больше не ждёт"
            yield f"{whom}: {RELEASED.get(data['reason'], data['reason'])}."
        case "contact.finished":
            yield _finished(data)
        case _:
            yield f"{kind}."
    line = "нет" if data["line"] is None else str(data["line"] + 1)
    yield f"Причина: {_cause(data['cause'])}; решение участка № {data['seq']}, строка политики: {line}."


def _after(data: Decision) -> str:
    return "сразу" if data["waited_s"] == 0 else f"через {duration(data['waited_s'])}"


def _origin(data: Decision) -> str:
    return ORIGIN.get(data["origin"], str(data["origin"])).format(who=data["manager_id"])


def _at_step(data: Decision) -> str:
    return "" if data["step"] is None else f" (шаг {data['step'] + 1})"


def _assignment(data: Decision) -> Iterator[str]:
    if data["split_reason"] is not None:
        yield f"Не тому, кто ведёт клиента: {SPLIT.get(data['split_reason'], data['split_reason'])}."
    if data["introduced_by"] is not None:
        why = INTRODUCED.get(data["introduced_why"], data["introduced_why"])
        yield f"Представляет {data['introduced_by']}: {why}."
    yield from _looked_at(data)
    yield from _ranks(data)
    yield from _load(data)


def _looked_at(data: Decision) -> Iterator[str]:
    told = data["explanation"]
    if told is None:
        return
    refused = [f"{REFUSED.get(reason, reason)} — {number}" for reason, number in told["refused"].items() if number]
    rest = f"; остальные: {', '.join(refused)}" if refused else ""
    yield f"Рассмотрено менеджеров: {told['considered']}, могли взять: {told['eligible']}{rest}."


def _ranks(data: Decision) -> Iterator[str]:
    told = data["explanation"]
    if told is not None and len(told["top"]) > 0:
        yield "Лучшие по порядку: " + "; ".join(_rank(each) for each in told["top"]) + "."


def _rank(each: Decision) -> str:
    word, levels, load, last, _ = each["rank"]
    served = "ещё не назначался" if last is None else f"последнее назначение — решением № {last}"
    return f"{each['manager_id']} (предпочтение {word + 1}, уровни навыков {levels}, загрузка станет {load}, {served})"


def _load(data: Decision) -> Iterator[str]:
    if data["load_after"] is not None:
        yield (
            f"После этого у {data['manager_id']} занято {data['load_after']} ед. ёмкости из {data['capacity']}, "
            f"было {data['load_before']}."
        )


def _position(data: Decision) -> str:
    place = "" if data["position"] is None else f"в очереди {data['position']}-е"
    waited = "" if data["waited_s"] == 0 else f"уже {duration(data['waited_s'])}"
    return ", ".join(part for part in (place, waited) if part) or "с этой минуты"


def _waiting(data: Decision) -> Iterator[str]:
    yield from _looked_at(data)
    told = data["explanation"]
    if told is not None and told["relax"]:
        changes = [RELAX[each["kind"]].format(who=each["manager_id"], amount=each["amount"]) for each in told["relax"]]
        yield f"Помогло бы: {'; или '.join(changes)}."
    if data["next_step_at"] is not None:
        yield f"С {_clock(data['next_step_at'])} можно будет спросить и других."
    if data["expected_wait_s"] is not None:
        yield f"Ожидание составит около {duration(data['expected_wait_s'])}."


def _finished(data: Decision) -> str:
    if data["manager_id"] is None:
        return "Завершено, и ни у кого не было."
    served = "" if data["served_s"] is None else f", обслуживание {duration(data['served_s'])}"
    outcome = "" if data["outcome"] is None else f" ({data['outcome']})"
    held = data["held_units_until"]
    wrap_up = "" if held is None else f"; единицы {data['manager_id']} заняты оформлением до {_clock(held)}"
    return f"Завершил {data['manager_id']}{served}{outcome}{wrap_up}."


def _cause(cause: Decision) -> str:
    what = cause["type"] or "удаление"
    return "прошло время" if what == "tick" else f"{what} {cause['id']} из {cause['source']}"
