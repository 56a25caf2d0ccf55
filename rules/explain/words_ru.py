"""Russian: the same words and sentences."""

from typing import Final

from rules.explain.tongue import Tongue

ORIGIN: Final = {
    "chosen": "клиент сам выбрал {who}",
    "incumbent": "{who} уже ведёт этого клиента",
    "plan": "клиент в плане {who}",
    "backup": "{who} замещает как второй менеджер",
    "specialist": "{who} — специалист по отрасли клиента",
    "anyone": "{who} подходит лучше всех на участке",
    "overflow": "помогает {who} с участка {desk}",
    "manual": "так решил человек",
}
REFUSED: Final = {
    "left": "больше не работает в банке",
    "not_present": "нет на месте",
    "set_aside": "отстранены после пропущенных предложений",
    "grade": "недостаточный разряд",
    "skill": "нет нужного навыка, языка, сегмента или отрасли",
    "wall": "за стеной: ведут или вели конкурента клиента",
    "declined": "отказались от этого обращения или не ответили",
    "ramp_up": "новые или недавно вышли, получают обращения постепенно",
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
    "declined": "он отказался от этого обращения или не ответил",
    "ramp_up": "он новый или недавно вышел и получает обращения постепенно",
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
    "waited": "обращение ждёт столько, сколько допускает политика",
    "declined": "от обращения отказались или не ответили столько раз, сколько допускает политика",
}
INTRODUCED: Final = {
    "head": "руководитель участка",
    "deputy": "заместитель руководителя, потому что руководителя не было",
    "most_senior": "старший из присутствующих, потому что не было ни руководителя, ни заместителя",
}
RELAX: Final = {
    "capacity": "ещё {amount} {units} ёмкости у {who}",
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
SENTENCE: Final = {
    "heading": (
        "Обращение {contact} клиента {client}, {segment}{tier}, {channel}, участок {desk}, открыто {opened} UTC."
    ),
    "holding": " (холдинг {fact})",
    "segment": "сегмент {fact}",
    "unknown": "банку неизвестен",
    "assigned": "Назначено {who}, {after}: {origin}{step}.",
    "offered": "Предложено {who}{until}, {after}: {origin}{step}.",
    "until": " до {fact}",
    "at_once": "сразу",
    "after": "через {fact}",
    "step": " (шаг {fact})",
    "reassigned": "Теперь у {who}{former}: таково решение человека ({by}), оно не обсуждается.",
    "former": ", прежде у {fact}",
    "flags": "Отметка о {who}: {flags}.",
    "queued": "Ждёт, {position}: взять его некому.",
    "queued_for_person": "Ждёт, {position}: теперь передать его может только человек.",
    "place": "в очереди {fact}-е",
    "so_far": "уже {fact}",
    "from_now_on": "с этой минуты",
    "escalated": "Нужно внимание человека: {why}.",
    "released": "Больше не у {who}: {why}.",
    "released_nobody": "Больше не ждёт: {why}.",
    "because": "Причина: {cause}; решение № {seq} участка {desk}, строка политики: {line}.",
    "no_line": "нет",
    "cause": "{what} {id} из {source}",
    "tick": "прошло время",
    "overflow.asked": "просьба другого участка о помощи",
    "overflow.answered": "ответ другого участка на просьбу о помощи",
    "removal": "удаление",
    "split": "Не тому, кто ведёт клиента: {why}.",
    "introduced": "Представляет {by}: {why}.",
    "looked_at": "Рассмотрено менеджеров: {considered}, {could}{rest}.",
    "looked_at_one": "Рассмотрено менеджеров: {considered}, {could}{rest}.",
    "could": "могли взять: {fact}",
    "nobody_could": "могли взять: {fact}",
    "refused": "{what} — {number}",
    "rest": "; остальные: {fact}",
    "best": "Лучшие по порядку: {ranks}.",
    "rank": "{who} (предпочтение {word}, уровни навыков {levels}, загрузка станет {load}, {served})",
    "never_assigned": "ещё не назначался",
    "last_assigned": "последнее назначение — решением № {fact}",
    "load": "После этого у {who} занято {load_after} ед. ёмкости из {capacity}, было {load_before}.",
    "help": "Помогло бы: {changes}.",
    "or": "; или ",
    "unit": "ед.",
    "units": "ед.",
    "next_step": "Следующий шаг откроется в {fact}.",
    "expected_wait": "Ожидание составит около {fact}.",
    "finished": "Завершено у {who}{served}{outcome}{wrap_up}.",
    "finished_nobody": "Завершено, и ни у кого не было.",
    "served": ", обслуживание {fact}",
    "wrap_up": "; единицы {who} заняты оформлением до {fact}",
}
RUSSIAN: Final = Tongue(
    ORIGIN, REFUSED, SPLIT, FLAG, RELEASED, ESCALATED, INTRODUCED, RELAX, CHANNEL, SENTENCE,
    units=("ч", "мин", "с"), last=" и ", last_refused=", ",
)  # fmt: skip
