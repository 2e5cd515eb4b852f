"""``docs/format.md`` from the declarations: ``python -m matcher.io.format_docs``."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from matcher.domain import reference
from matcher.domain.conflicts import ChangeKind, DemandKind
from matcher.domain.groups import SMALL_GROUPS, SMALLEST_GROUP
from matcher.domain.plan import PLAN_SCHEMA_VERSION
from matcher.domain.proof import PRICE_SCALE, PROOF_SCHEMA_VERSION
from matcher.domain.reasons import Criterion
from matcher.io.schema import Column, Table
from matcher.io.tables import (
    EVENTS,
    FORMAT_VERSION,
    INPUT_TABLES,
    NOT_PLACED,
    PLACEMENTS,
    TABLES,
)
from matcher.io.values import Choice
from matcher.io.words import word_for
from matcher.text import Language, translator

ENGLISH = translator(Language.EN)
DOCUMENT = Path("docs") / "format.md"

INTRO = f"""# File format, version {FORMAT_VERSION}

Generated from `matcher/io/tables.py` by `python -m matcher.io.format_docs`; change it
there.

## Files

A scenario is a folder of CSV files or one workbook (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`,
`.ods`), one table a file or sheet. `matcher template --out FILE.xlsx` writes an empty
workbook. Only `participants` and `places` are needed; what else is missing is assumed,
and every assumption is listed.

- **Names** of files and sheets: the table's key or its name in bokmål, nynorsk or
  English (`participants`, `Deltakere`, `Deltakarar`). Headings likewise. Case, spaces and
  signs do not matter.
- **CSV**: `;`, `,` or tab; UTF-8 with or without mark, UTF-16 with mark, or cp1252.
- **Dates**: `14.08.2026` or `2026-08-14`. **Times**: `08:30`. **Numbers**: `7,5` or
  `7.5`.
- **Words** from a fixed list may be written in any of the three languages, or as code.
- **Weekdays** name all slots of that day: `man tir`, `man-fre`, `alle`.
- A row that begins with `#` is not read. A lone `-` is an empty list, or, as the only
  text of a table, that the table is empty on purpose.
- **Ids** are opaque: never a name. Any text of eleven digits is refused, since it may be
  a national identity number.
- Findings count rows as a spreadsheet does: the heading on top is row 1.
"""

CRITERIA = ", ".join(criterion.value for criterion in Criterion)

DEMANDS = ", ".join(kind.value for kind in DemandKind)

CHANGES = ", ".join(kind.value for kind in ChangeKind)

PLAN = f"""## plan.json

Keys sorted, UTF-8, the same bytes for the same input and seed. Times are not in it.

| Key | Content |
|---|---|
| `schema_version` | {PLAN_SCHEMA_VERSION} |
| `scenario`, `scenario_sha256` | name, and hash of the content whatever the file format |
| `policy`, `seed` | name of the policy, and what feeds the tie-break |
| `status`, `stopped_by` | how the search ended: OPTIMAL, FEASIBLE, CANCELLED or NO_SOLUTION_IN_TIME; proof, decision (somebody chose, and nothing was searched), work-limit, clock, cancel or host-lost |
| `tiers[]` | `name`, `value`, `bound`, `gap`, `unit`, `given` (tiers before whose gap is open), `bound_checked` (worked out again from `proof.json`, without a solver) |
| `components[]` | `participants`, `places` (ids), `method`, `tiers[]`, `stopped_by`, `quotas` (with a lower side: what they lack counts here), `problem_sha256` (the same in two plans: so is all that the best plan of this part depends on) |
| `placements[]` | `participant`, `place`, `start_date`, `end_date` (last day), `section`, `steps[]` with `first_day` and `slots`, `level`, `reasons[]`, `runner_up`, `fallbacks[]`, `specialist` (who follows the person; null where nobody is told of who could, or the plan does not say); a person with two placements in a row has an entry for each |
| `placements[].level` | 4 the first wish or no wishes known, 3 the upper half of the ranks, 2 the lower half, 1 not wished (0 is no placement); null where the plan does not say |
| `placements[].reasons[]` | what was decided beforehand: `code` `running-kept` or `pinned`; each criterion's share: `code` ({CRITERIA}), `points`, `of`, `number`, `out_of`; the rules that kept the person from other places: `code`, `fails`, `fails_only` |
| `placements[].runner_up` | the best other place, or two of them in a row, by the tiers in their order: `place`, `start_date`, `end_date`, `section`, `slots`, `after` (only of two placements in a row: `place`, `start_date`, `end_date` and `slots` of the second), `fit`; `why_not`: full (better for the person, kept out by `limits[]`), worse, or room-left (better, with room: the plan was not proved best, or another aim forbids it); `tier` and `by`: the first tier in which it differs from the placement, and by how much (below 0 is worse); null where the person can go nowhere else, and for the second of two placements in a row: the first has it for both |
| `placements[].fallbacks[]` | plan B, then plan C: `rank`, `withdrawn` (the employers that have withdrawn), `place`, `start_date`, `end_date`, `section`, `steps[]`; `docs/fallbacks.md` says what is promised; none for two placements in a row |
| `fallback_bounds[]` | by `withdrawn`, one employer or two: `people` who then need a fallback, `value` who have one, `bound` how many could, given plan B where it is two |
| `not_placed[]` | `participant`, `section`, `reasons[]` with `rule`, `kind` (eligibility or crowded-out), `fails`, `fails_only`; `relaxations[]` |
| `not_placed[].relaxations[]` | smallest changes that would open places: `changes[]`, one or two, with `rule` and what it takes (`minutes`; `levels` by skill; `subjects`); `places` that open, `with_room` beside the plan |
| `certificates[]` | why people have no placement though places suit them: `kind`, `participants`, `at_most`, `seats[]`. `covered`: in any plan at most so many of them get all the hours asked of them; `placed`: at most so many have a placement; `proved-by-search`: no plan covers more people, and no short proof was found (`at_most` null, no seats). The prices behind them are in `proof.json` |
| `certificates[].seats[]` | the limits they compete for: `rule`, the `place`, `employer`, `section` or `quota`, or the `specialists` who can follow no more, `slot`, `week` (from 0; the limit as it is in that week), `pair` (two who are kept apart or go together), `count` (people it holds; of mentors, minutes a week that can be used) |
| `conflicts[]` | why tier `repair` is below 0: `given_up` (people; none where a lower quota is missed, which is to have one more), `demands[]` that cannot all hold (those of the first of `given_up`; with each of the others in that place they cannot hold either), `shrunk` (without any one of them the others could), `repairs[]` with `changes[]` and `gain` (by how much the tier is better then); `docs/conflicts.md` says what each means |
| `missed_quotas[]` | lower quotas that have too few people: `quota`, `least` (people it asks for), `found`, `could` (people each of whom could have such a placement, taken by themselves) |
| `programme_ends[]` | last days of programmes that are not the stated ones: `participant`, `last`, `stated` (null: none, the latest by law is taken), `unmoved` (the last day before absences are made up for), `working_days` (by which they move it), `school_start` (only where the programme is a bridge to a school: its first day); no key where all are as stated; `docs/absence.md` |
| `conflicts[].demands[]` | `kind` ({DEMANDS}) and the parts that belong to it: `participant`, `other`, `place`, `section`, `start_date`, `rule`, `employer`, `quota`, `specialist`, `slot`, `count` (what a limit holds, or what there is of what a rule is about), `needed` (what the rule asks) |
| `conflicts[].repairs[].changes[]` | `kind` ({CHANGES}), `demand` (given up, raised, or not applied to this person), `amount` |
| `subject_seats[]` | the group of each person in each subject that their class has in parallel groups: `participant`, `subject`, `group`, or null and `cause` (level-unknown, no-level or full) and `crowd[]` (where full: groups in which more people need a seat than there are; nobody in them fits in another); no key where no class has groups |
| `practice_hours[]` | practice that adds up across placements: `participant`, `documented_minutes` (before the calendar), `planned_minutes` (in it, at all places); no key where nobody's is added up |
| `visits[]` | of job specialists and travelling teachers, by who comes and time: `specialist` or `teacher`, `participant`, `place`, `day`, `start_minute` (after midnight), `minutes`, `kind` (follow-up, triangle or guidance); null where the plan says nothing of visits |
| `findings[]` | `code`, `severity`, `source`, `row`, `column`, `value`, `details` |
| `fairness` | `n[]`: people at satisfaction level 0, at 1 or lower, …, 3 or lower; `price`: points of fit given up for it, `null` without `fit-reference` |
| `metrics` | counts by name, below |
| `groups[]` | `dimension` (sex, education, age-band, municipality), `group`, `participants`, `placed`, `covered`, `mean_fit`, `mean_days_waiting`; counted when the plan is done. Groups with fewer than {SMALLEST_GROUP} people are shown together as `{SMALL_GROUPS}`, with the next smallest where they would be told apart |
| `calendar_sha256` | hash of `calendar.csv` beside the plan |
| `version` | which plan for the same period it is, 1 where it is absent; `docs/export.md` says what it is used for |

| Metric | Count |
|---|---|
| `participants` | people in the scenario |
| `placed` | people with a placement |
| `placed_in_force`, `cannot_stay` | people who had a placement in the plan in force, and those of them who can no longer be at their place; absent where no plan is mended |
| `covered` | people who get all the work-oriented hours asked of them |
| `covered_if_unshared` | the same if a seat were one person for the whole period, and seats the only limit |
| `with_plan_b`, `with_plan_c` | placements that have a plan B, and a plan C; two in a row count each |
| `plan_b_at_most`, `plan_c_at_most` | how many could have one: nobody can give it to more, for plan C given plan B |
| `promised_hires` | people whom employers have promised to hire, of those with a placement |
| `seat_slots_offered` | seats times days on which they can be used |
| `seat_slots_used` | those of them that the plan uses |
| `chosen_for_calendar` | people whose class or weekdays the calendar chose instead of the tie-break, equally good in every aim before it |
| `class_hours`, `practice_hours`, `activity_hours` | hours of the whole calendar; the last of activities and self-study |
| `hours_short_legal` | work-oriented hours that people's duties lack, placements and activities counted |
| `hours_short_legal_largest` | of these the hours of the person who lacks most |
| `empty_weeks` | weeks of people's programmes with fewer than 15 led hours, in proportion to the programme days on which the person is available |
| `hours_short_full_time` | hours that weeks lack of a full programme, 37.5 in a whole week |
| `…_bound` | of the four: no calendar lacks less with the plan's placements |
| `…_bound_any_placement` | of the four: no calendar lacks less with any placements that cover as many; for what the duty lacks in all, that leave as few hours short too |
| `hours_short_legal_bound_as_good` | no calendar lacks less with any placements that are as good in every aim but the tie-break |
| `life_skills_hours_short`, `life_skills_hours_short_bound` | hours of life skills that the law's minimum lacks, in municipalities that offer any, and what no calendar with these placements goes below; absent where nobody is asked for any |
| `holiday_days_due`, `holiday_days_laid` | weekdays of holiday that people have earned beside the school calendar's, and those of them that the calendar has laid; absent where none are due |
| `weeks_below_full_time`, `weeks_below_work_hours`, `people_below_work_hours` | weeks that are not full, weeks below the average of the duty, people whose duty is not met |
| `slots_unfilled` | slots of the programme that stay free |
| `visits_asked` | visits that the programmes ask of job specialists, and the rhythm of travelling teachers of them |
| `visits_missed` | those of them that are not made |
| `visits_missed_bound` | with these placements, and these people to follow, nobody can miss fewer |
| `subject_seats_asked`, `subject_seats_missing`, `subject_seats_missing_bound` | groups in subjects that people's classes have in parallel groups; those that are not given; with these classes nobody can give more; absent where no class has groups |
| `visit_weeks`, `visit_weeks_proved` | weeks with visits of each job specialist and teacher, and those of them in which travel and evenness of days are proved best too |
| `slots_not_needed`, `slots_not_available`, `slots_nothing_offered`, `slots_place_full`, `slots_activity_full` | those by cause: the week is full; the person is not available; nothing is on offer; only practice would be, and the place is full; an activity would be, and is full or too few would come |
"""

PROOF = f"""## proof.json

What the bounds of the plan beside it rest on, whole numbers throughout; `docs/placement.md`
says what they prove. Rows and cuts are numbered within their component, rows from 0.

| Key | Content |
|---|---|
| `schema_version` | {PROOF_SCHEMA_VERSION}; 1 had no rows of mentors, staff, rest, quotas and pairs that could be checked, 2 none of lower quotas, places that open only with several, pairs who go together and promised hires |
| `scenario_sha256`, `seed` | those of the plan |
| `price_scale` | {PRICE_SCALE}: prices and weights are whole numbers of this part |
| `components[]` | `participants`, `choices[]`, `rows[]`, `cuts`, `steps[]` |
| `components[].choices[]` | what its people decide together, `[rule, owner, pair, shared]`: how many people a `quota-least` lacks, whether a place `opens-with` what it asks, and of two who go `together` the `place` or the `weeks` they share. The answers there are and what they are worth are in the scenario |
| `components[].rows[]` | `[rule, owner, slot, week, pair, of_employer]`: the place, employer, section or quota whose limit it is (for a pair kept apart the place, for job specialists their ids with commas); `slot` only of `seat-day`; `week` from 0, null where all are one; `pair` only of `apart`; `of_employer` true where mentors are an employer's. Rows over a choice are `about` it (as in `choices[]`; of a pair without `shared` what only one of them could have), over the options of one `participant` or of all it concerns; of a pair those at a `place` or in `weeks` (first, and the one after the last), null for class only. What the row holds and who weighs what in it is in the scenario, not here |
| `components[].cuts` | by number: `half_of` (rows and cuts) and `people` (positions; choices count on from the last), added up, halved and rounded down; or `place_rows` with the weights of stays in them, `anybody` (mask, weight) and `named` (position, mask, weight), and the `capacity` |
| `components[].steps[]` | one bound: `tier`, `prices` (row or cut, price), `weights` and `reached` of earlier tiers, `parent` (the step whose dropping goes before; -1 none), `keep` (options with which the tier cannot reach this are dropped; null none) |
| `certificates[]` | of the plan's certificates but `proved-by-search`, in their order: `component`, `unit`, `prices` |
"""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _head(*cells: str) -> Iterator[str]:
    yield _row(cells)
    yield "|" + "---|" * len(cells)


def _default(table: Table, column: Column) -> str:
    if column.required:
        return "**must be filled in**"
    text = f"`{column.default}`" if column.default else ""
    if not text and column.assumed:
        text = ENGLISH(f"assumed.{table.key}.{column.key}")
    return f"{text} (told)" if column.assumed else text


def _column(table: Table, column: Column) -> str:
    name = f"column.{table.key}.{column.key}"
    headings = [translator(language)(name) for language in Language]
    expected = ENGLISH(f"type.{column.type.name}")
    if isinstance(column.type, Choice):
        expected = f"`{column.type.kind}`"
    return _row(
        (
            f"`{column.key}`",
            " · ".join(dict.fromkeys(headings)),
            expected,
            _default(table, column),
            ENGLISH(f"{name}.help"),
        )
    )


def _table(table: Table) -> Iterator[str]:
    names = [translator(language)(f"table.{table.key}") for language in Language]
    yield f"### {table.key}"
    yield ""
    yield f"*{' · '.join(dict.fromkeys(names))}* – {ENGLISH(f'table.{table.key}.help')}"
    yield ""
    yield from _head("Key", "Headings", "Written as", "When blank", "Meaning")
    yield from (_column(table, column) for column in table.columns)
    yield ""


def _choices() -> dict[str, tuple[str, ...]]:
    types = (column.type for table in TABLES for column in table.columns)
    return {kind.kind: kind.codes for kind in types if isinstance(kind, Choice)}


def _words() -> Iterator[str]:
    yield "## Words"
    yield ""
    yield from _head("List", "Code", "Bokmål", "Nynorsk", "English")
    for kind, codes in sorted(_choices().items()):
        for code in codes:
            words = (word_for(kind, code, language) for language in Language)
            yield _row((f"`{kind}`", f"`{code}`", *words))
    yield ""
    yield "## Sectors"
    yield ""
    yield "NAV's thirteen occupation categories; a scenario may use codes of its own too."
    yield ""
    yield from _head("Code", "Bokmål", "Nynorsk", "English")
    for sector in reference.sectors():
        yield _row((f"`{sector.code}`", *sector.names))
    yield ""


def _templates() -> Iterator[str]:
    yield "## Programme templates that come with the program"
    yield ""
    yield from _head("Template", "Programme", "Practice slots", "Class slots", "Weeks")
    for template in reference.templates():
        steps = " then ".join(str(step.practice_slots) for step in template.steps)
        weeks = " or ".join(map(str, template.lengths_weeks))
        yield _row(
            (
                f"`{template.id}`",
                template.programme.value,
                steps or "none",
                str(template.class_slots),
                weeks,
            )
        )
    yield ""


def _findings() -> Iterator[str]:
    yield "## Findings"
    yield ""
    yield (
        "An *error* means that nothing is planned; a *warning* or *assumption* is planned"
        " and stands in the plan."
    )
    yield ""
    yield from _head("Code", "What it says")
    codes = sorted(key for key in ENGLISH.messages if key.startswith("finding."))
    for key in codes:
        forms = ENGLISH.messages[key]
        yield _row((f"`{key.removeprefix('finding.')}`", forms[-1]))
    yield ""


def format_document() -> str:
    """Return the text of ``docs/format.md``."""
    lines = [INTRO, "## Tables of a scenario", ""]
    for table in INPUT_TABLES:
        lines += _table(table)
    lines += ["## Table of events, for `matcher replan`", ""]
    lines += _table(EVENTS)
    lines += ["## Tables of a plan", ""]
    for table in (PLACEMENTS, NOT_PLACED):
        lines += _table(table)
    lines += [PLAN, PROOF, *_words(), *_templates(), *_findings()]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(format_document(), encoding="utf-8")
