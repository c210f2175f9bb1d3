"""Who is in a partnership: the list, and the forms to add, change and remove somebody."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.coordinators import GIVEN
from bot.rules.language import _, ngettext
from bot.rules.permissions import Right, may
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from bot.views import answer_links, coordinators, handovers, inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import PEOPLE, Member, Record, details_button
from bot.views.words import capital, role_meaning, role_name, side_name

# With the partnership's id as value.
ADD = "people.add"
# With the membership's id as value.
CHANGE = "people.change"
REMOVE = "people.remove"
SAVE_NEW = "people.save_new"
SAVE_CHANGE = "people.save_change"

_MOST_LISTED = kit.MAX_VIEW_BLOCKS - 10


@dataclass(frozen=True)
class Seat:
    """What a form shows of one member, and of the sides they can be on."""

    partnership_id: int
    member: Member
    organizations: Mapping[Side, str]


def listing(record: Record, role: Role, *, news: str = "") -> View:
    """List everybody by side, with a way to change each for those who may; `news` comes first."""
    manages = may(role, Right.MANAGE_PEOPLE) and record.status is not PartnershipStatus.CLOSED
    blocks: list[Block] = [kit.alert(news, "success")] if news else []
    blocks.append(kit.header(record.name))
    blocks += [_listed(member, record, manages=manages) for member in record.members[:_MOST_LISTED]]
    hidden = len(record.members) - _MOST_LISTED
    if hidden > 0:
        blocks.append(
            kit.context(
                ngettext("And {count} more person.", "And {count} more people.", hidden).format(
                    count=hidden
                )
            )
        )
    buttons = [details_button(record.partnership_id), coordinators.show_button()]
    if role is Role.LEAD and record.status is not PartnershipStatus.CLOSED:
        buttons.insert(1, handovers.begin_button(record.partnership_id))
    if manages:
        add = kit.button(_("Add a person"), ADD, record.partnership_id, style="primary")
        buttons[:0] = [add, answer_links.open_button(record.partnership_id)]
    return kit.modal(
        _("People"), [*blocks, kit.actions(*buttons)], callback_id=PEOPLE, close=_("Close")
    )


def adding(partnership_id: int, organizations: Mapping[Side, str], metadata: str) -> View:
    """Ask who joins, on which side and in which role."""
    return kit.modal(
        _("Add a person"),
        [
            inputs.person("person", _("Person")),
            _side_input(organizations, initial=None),
            _role_input(Role.CONTRIBUTOR),
            _back(partnership_id),
        ],
        callback_id=SAVE_NEW,
        submit=_("Add"),
        close=_("Cancel"),
        metadata=metadata,
    )


def changing(seat: Seat, metadata: str) -> View:
    """Offer another side or role for somebody, or to remove them."""
    member = seat.member
    remove = kit.button(
        _("Remove from partnership"),
        REMOVE,
        member.membership_id,
        style="danger",
        confirm=kit.confirm(
            _("Remove this person?"),
            _("They get no more reminders here. What they said stays in the record."),
            _("Remove"),
            _("Keep"),
        ),
    )
    return kit.modal(
        _("Change a person"),
        [
            kit.section(kit.mention(member.user_id)),
            _side_input(seat.organizations, initial=member.side),
            _role_input(member.role),
            kit.actions(kit.button(_("Back"), PEOPLE, seat.partnership_id), remove),
        ],
        callback_id=SAVE_CHANGE,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def joined(user_id: str, side: Side, role: Role) -> Markup:
    """Confirm a seat, new or changed."""
    return kit.say(
        _("{person} is now {role} on the {side}."),
        person=kit.mention(user_id),
        role=role_name(role),
        side=side_name(side),
    )


def left(user_id: str) -> Markup:
    """Confirm that somebody was removed."""
    return kit.say(_("{person} is no longer in this partnership."), person=kit.mention(user_id))


def _listed(member: Member, record: Record, *, manages: bool) -> Block:
    line = kit.say(
        _("{person}\n{role}, {side} ({organization})"),
        person=kit.mention(member.user_id),
        role=role_name(member.role),
        side=side_name(member.side),
        organization=kit.clip(record.organizations[member.side], 75),
    )
    change = _change_button(member) if manages else None
    return kit.section(line, button=change)


def _change_button(member: Member) -> Block:
    label = _("Change {name}").format(name=member.name) if member.name else None
    return kit.button(_("Change"), CHANGE, member.membership_id, label=label)


def _side_input(organizations: Mapping[Side, str], *, initial: Side | None) -> Block:
    return inputs.choice("side", _("Side"), inputs.sides(organizations), initial=initial)


def _role_input(initial: Role) -> Block:
    choices = [
        Choice(
            _("{role}: {meaning}").format(
                role=capital(role_name(role)), meaning=role_meaning(role)
            ),
            role,
        )
        for role in Role
        if role in GIVEN or role is initial
    ]
    return inputs.choice("role", _("Role"), choices, initial=initial)


def _back(partnership_id: int) -> Block:
    return kit.actions(kit.button(_("Back"), PEOPLE, partnership_id))
