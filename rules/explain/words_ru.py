"""The same words in Russian."""

from typing import Final

ORIGIN: Final = {
    "chosen": "клиент сам выбрал {who}",
    "incumbent": "{who} уже ведёт этого клиента",
    "plan": "клиент в плане {who}",
    "backup": "{who} замещает как второй менеджер",
    "specialist": "{who} — специалист по отрасли клиента",
    "anyone": "{who} подходит лучше всех на участке",
    "overflow": "{who} помогает с другого участка",
    "manual": "так решил человек",
}
REFUSED: Final = {
    "left": "больше не работает в банке",
    "not_present": "нет на месте",
    "set_aside": "отстранены после пропущенных предложений",
    "grade": "недостаточный разряд",
    "skill": "нет нужного навыка, языка, сегмента или отрасли",
    "wall": "за стеной: ведут конкурента клиента",
    "declined": "отказались от этого обращения",
    "ramp_up": "недавно вышли и получают обращения постепенно",
    "at_capacity": "загружены полностью",
    "channel_limit": "исчерпан предел по этому каналу",
    "held_back": "придержаны для обращения, которое ждёт слишком долго",
}
SPLIT: Final = {
    "by_hand": "обращение передал человек",
    "chosen": "клиент выбрал другого",
    "backup_share": "очередь второго менеджера: клиент должен знать двоих",
    "left": "он больше не работает в банке",
    "not_present": "его не было на месте",
    "skill": "ему не хватает того, что требуется",
    "wall": "он за стеной",
    "declined": "он отказался от этого обращения",
    "ramp_up": "он недавно вышел и получает обращения постепенно",
    "at_capacity": "он был загружен полностью",
    "held_back": "он был придержан для другого обращения",
    "outranked": "раньше него стоял другой",
}
FLAG: Final = {
    "over_capacity": "сверх ёмкости",
    "absent": "не на месте",
    "skill": "без того, что требуется",
    "wall": "за стеной",
}
RELEASED: Final = {
    "abandoned": "клиент ушёл, не дождавшись",
    "declined": "менеджер отказался",
    "timeout": "время предложения истекло",
    "rescinded": "предложение отозвано",
    "manager_left": "менеджер ушёл из банка",
}
ESCALATED: Final = {
    "waited": "оно ждёт столько, сколько допускает политика",
    "declined": "от него отказались столько раз, сколько допускает политика",
}
INTRODUCED: Final = {
    "head": "руководитель участка",
    "deputy": "заместитель руководителя, потому что руководителя не было",
    "most_senior": "старший из присутствующих, потому что не было ни руководителя, ни заместителя",
}
RELAX: Final = {
    "capacity": "ещё {amount} ед. ёмкости у {who}",
    "presence": "дождаться {who}",
    "grade": "{who}, если допустить более низкий разряд",
    "skill": "{who}, если требовать меньше",
    "channel": "ещё одно обращение этого канала у {who}",
}
CHANNEL: Final = {
    "branch": "в офисе",
    "phone": "по телефону",
    "callback": "обратным звонком",
    "chat": "в чате",
    "email": "по почте",
    "web": "через сайт",
}


def listed(parts: list[str]) -> str:
    """`а`, `а и б`, `а, б и в`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} и {parts[-1]}"


def duration(seconds: int) -> str:
    """`45 с`, `1 мин 30 с`, `2 ч 5 мин`."""
    if seconds < 60:
        return f"{seconds} с"
    if seconds < 3600:
        minutes, rest = divmod(seconds, 60)
        return f"{minutes} мин {rest} с" if rest else f"{minutes} мин"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} ч {minutes} мин" if minutes else f"{hours} ч"
