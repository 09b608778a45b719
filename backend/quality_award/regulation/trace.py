"""法条对照: what honours each row of the matrix. Rules, transitions and constraints say so themselves; the rest is said here.

How to add one: a line in `HONOURS` for what honours a row; the reference is `file::name` or a file, and a test checks that it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from . import articles as _articles  # noqa: F401  (enters the rules in the catalogue)
from .assess import SEVERAL
from .procedure import EVERY, Transition
from .registry import RULES, Rule
from .source import Clause, clauses


@dataclass(frozen=True)
class Honour:
    """A feature or a displayed text that honours a row, and how."""

    reference: str
    zh: str
    en: str


_B = "backend/quality_award/features"
_F = "frontend/src/features"

HONOURS: Mapping[str, tuple[Honour, ...]] = {
    "1": (Honour(f"{_F}/public_site/RegulationPage.tsx", "全文公开", "The full text is public"),
          Honour(f"{_B}/editions/pure/wording.py::call", "通知引用管理办法", "Notices cite the measures")),
    "2": (Honour(f"{_F}/public_site/HomePage.tsx", "首页载明奖项性质", "The home page says what the award is"),),
    "3": (Honour(f"{_B}/evaluation/service.py::draw_list", "名单超出名额即被拒绝，名额可以空缺", "A list over its quota is refused; places may stay empty"),),
    "4": (Honour(f"{_B}/organisations/routes.py::list_sectors", "登记所属鼓励领域", "Encouraged sectors are recorded"),
          Honour(f"{_B}/evaluation/facts.py::report_numbers", "评审工作报告如实统计，不计入得分", "Counted in the evaluation report, never in a score")),
    "5": (Honour("backend/quality_award/regulation/criteria/model.py::_problems", "标准各条分值合计须为 1000 分", "Points must sum to 1000"),
          Honour(f"{_B}/editions/effects.py::_publish_notice", "发布通知时锁定标准版本", "The version is pinned with the notice")),
    "6": (Honour(f"{_F}/public_site/GuidePage.tsx", "办事指南覆盖申报、评定和授奖", "The guide covers application, evaluation, conferral"),),
    "7": (Honour(f"{_B}/deliberation/queries.py::seats", "席位有任期，会议记录当时在任委员", "Seats are dated; a meeting keeps who held them"),),
    "8": (Honour(f"{_B}/deliberation/service.py::close", "方案、名单和重大事项逐项表决并留有纪要", "Each agenda item has its vote and minutes"),),
    "9": (Honour(f"{_B}/notifications/queries/deciders.py::office", "市评定办工作台列出应办事项", "The office's desk lists what is to be done"),),
    "10": (Honour(f"{_B}/editions/queries.py::visible", "第三方机构只见受托届次", "An agency sees only editions delegated to it"),
           Honour(f"{_B}/experts/service/importing.py::import_sheet", "专家从省专家库导入，库外须说明理由", "Experts come from the provincial pool, others with a reason")),
    "11": (Honour(f"{_B}/assignment/service/teams.py::assign", "评审组由市评定办或第三方机构组成", "Review teams are formed by the office or the agency"),
           Honour(f"{_B}/evaluation/service.py::submit_report", "评审组提交两份工作报告", "The two reports of the review")),
    "12": (Honour(f"{_F}/recommendation/DeskPage.tsx", "推荐单位只见本行业或本地区的申报", "A recommender's desk, limited to its industry or area"),),
    "13": (Honour(f"{_F}/public_site/EligibilityCheckPage.tsx", "公开的资格自查", "A public self-check"),),
    "13(2)": (Honour(f"{_B}/formal_review/service.py::record_checks", "形式审查逐项判断，附依据材料", "A finding of the formal review, with its evidence"),),
    "13(3)": (Honour(f"{_B}/formal_review/service.py::record_checks", "形式审查逐项判断，附依据材料", "A finding of the formal review, with its evidence"),),
    "13(4)": (Honour(f"{_B}/formal_review/service.py::record_checks", "营利与非营利组织分别判断", "For-profit and non-profit versions"),),
    "13(5)": (Honour(f"{_B}/formal_review/service.py::record_checks", "形式审查逐项判断，附依据材料", "A finding of the formal review, with its evidence"),),
    "14": (Honour(f"{_B}/records/service.py::set_record_aside", "记录只能附理由不予采用，并留痕", "A record is set aside only with a reason, on the trail"),
           Honour(f"{_B}/record_matches/jobs.py::match", "新到记录立即与在办申报比对", "A new record meets the applications on their way")),
    "16": (Honour(f"{_F}/applications/CheckPage.tsx", "提交前一次列出全部缺项", "Every gap at once before handing in"),),
    "17": (Honour("backend/quality_award/regulation/procedure.py::course", "九个步骤依次进行，不能跳过", "The nine steps, none skipped"),),
    "17(1)": (Honour(f"{_B}/editions/effects.py::_publish_notice", "审定后发布通知", "The notice goes out after the approval"),),
    "17(2)": (Honour(f"{_F}/applications/SelfEvaluationPage.tsx", "按标准逐条自评", "Self-evaluation item by item"),),
    "17(3)": (Honour(f"{_B}/applications/facts.py::derived_channel", "渠道由登记情况推定", "The channel follows from the registered facts"),),
    "17(4)": (Honour(f"{_F}/formal_review/Checklist.tsx", "逐项审查", "The checklist"),),
    "17(5)": (Honour(f"{_F}/scoring/ScorePage.tsx", "逐条评分", "Scores item by item"),),
    "17(6)": (Honour(f"{_F}/scoring/ScorePage.tsx", "手机上评分，草稿随写随存", "Scores on a phone, saved as typed"),),
    "17(7)": (Honour(f"{_B}/evaluation/pure/ranking.py::rank", "按方案权重综合", "The weighted total of the plan"),),
    "17(8)": (Honour("backend/quality_award/regulation/dates.py::publicity_end", "公示满七天", "Seven full days"),),
    "17(9)": (Honour(f"{_B}/editions/effects.py::_publish_results", "批准后公布", "Published once approved"),),
    "18": (Honour(f"{_B}/documents/service.py::certificate", "证书编号与查验码", "Certificates with number and code"),),
    "19": (Honour(f"{_B}/awards/routes.py::read_budget", "预算与执行对照", "Budget against actual"),),
    "20": (Honour(f"{_B}/objections/service.py::receive", "实名、期内、附证据", "Real identity, in time, with evidence"),),
    "21": (Honour(f"{_B}/objections/service.py::act", "审查后受理", "Accepted after examination"),),
    "22": (Honour(f"{_B}/objections/jobs.py", "到期前提醒，到期提出后果，由人确认", "Reminders, then a proposal that a person confirms"),),
    "23": (Honour(f"{_B}/objections/jobs.py", "逾期未举证的后果由人确认", "The effect of silence waits for a person"),),
    "24": (Honour(f"{_B}/objections/service.py::give_opinion", "核查意见报评委会决定", "The verification goes to the committee"),),
    "25": (Honour(f"{_B}/objections/sealed.py", "异议者身份单独加密，逐次留痕", "The objector's identity is sealed; every look is kept"),),
    "26": (Honour("backend/quality_award/audit/seal.py::seal", "审计记录链接封存", "The trail is chained and sealed"),
           Honour(f"{_F}/oversight/AuditPage.tsx", "评委会和审计可查全程", "Committee and auditor read the whole course"),
           Honour("backend/quality_award/platform/locktest.py::lock_test", "每日试破存储锁定，未通过不得归档",
                  "The store's locks are tried daily; else nothing is archived")),
    "27": (Honour(f"{_B}/awards/service.py::act_on_award", "弄虚作假撤销奖项，终身不得申报", "Revoked for fraud, barred for life"),),
    "28": (Honour(f"{_B}/organisations/service.py::restrict_department", "暂停或取消推荐资格", "The right to recommend is suspended or cancelled"),),
    "29": (Honour(f"{_B}/experts/service/measures.py::sanction_expert", "责令改正、解除聘任、取消资格，立即生效", "Corrected, dismissed, disqualified, at once"),),
    "30": (Honour(f"{_F}/oversight/AuditPage.tsx", "工作人员的每一步操作都在审计记录中，可供移送", "Every act of staff is on the trail, to be referred"),),
    "31": (Honour(f"{_B}/scoring/service.py::rate_reviewers", "受评组织评价评审人员，只送市评定办", "Ratings go to the office alone"),),
    "32": (Honour("backend/quality_award/access/recusal.py::recused_from", "回避者一律不可见", "Who is recused sees nothing, decided in one place"),
           Honour("backend/quality_award/access/recusal.py::require_declared", "未声明利害关系的不得办理", "Nobody handles before having declared"),
           Honour(f"{_B}/recusals/service.py::request_recusal", "申报组织可书面要求回避", "An applicant may ask for a recusal"),
           Honour(f"{_B}/recusals/service.py::open_panel", "组成评审组前公开候选名单", "Applicants see the candidate panel first"),
           Honour(f"{_B}/recusals/service.py::act_on_break_glass", "应急查阅由第二人开启并报评委会", "Emergency readings take a second person and are told"),
           Honour(f"{_B}/conflicts/service.py::refresh", "利害关系随事实变化即时查找", "Conflicts are found again with every fact that changes")),
    "33": (Honour(f"{_B}/recusals/pure/undertaking.py::text", "查阅前签署保密承诺", "The undertaking before the first look"),
           Honour(f"{_B}/evidence/service/reading.py::open_look", "逐次查阅留痕", "Every look is on record")),
    "34": (Honour(f"{_F}/public_site/RegulationPage.tsx", "向获奖组织公开示范义务条文", "Winners are told their duty by the public text"),),
    "35": (Honour(f"{_F}/public_site/VerifyPage.tsx", "查验页注明获奖年份和使用规则", "The verification page says the year and the rule"),
           Honour(f"{_B}/documents/service.py::certificate", "证书注明年份", "The certificate carries the year")),
    "36": (Honour(f"{_B}/record_matches/jobs.py::match", "监管记录与获奖组织自动比对", "Records are matched against winners"),),
    "37": (Honour(f"{_F}/public_site/GuidePage.tsx", "办事指南载明", "Said on the guide"),),
    "38": (Honour("backend/quality_award/regulation/parameters/__init__.py::in_force", "规则集有施行日期，届次锁定所用版本", "Rulesets carry validity dates; an edition pins its own"),),
    "39": (Honour(f"{_F}/public_site/RegulationPage.tsx", "载明解释机关", "The text says who interprets it"),),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the matrix with everything that honours it."""

    clause: Clause
    rules: tuple[Rule, ...]
    transitions: tuple[Transition, ...]
    honours: tuple[Honour, ...]

    @property
    def enforced(self) -> bool:
        """Whether something honours it at all."""
        return bool(self.rules or self.transitions or self.honours)


def _cites(rule: Rule, row: str) -> bool:
    """A rule on an article as a whole ("14") is one on each of its items ("14(2)")."""
    cited = SEVERAL.get(rule.code, (rule.article,))
    return any(row == one or row.startswith(f"{one}(") for one in cited)


@cache
def rows() -> Mapping[str, Row]:
    """Every row of the matrix in the order of the text: "3", "13(1)", "17(8)" …; an article in items has a row of its own too."""
    found: dict[str, Row] = {}
    for clause in clauses():
        row = clause.row
        if row in found:
            continue
        opened = [other.row for other in clauses() if other.article == clause.article and other.row != str(clause.article)]
        of_items = row == str(clause.article) and bool(opened)
        found[row] = Row(
            clause,
            tuple(rule for rule in RULES.values() if _cites(rule, row)),
            tuple(one for one in EVERY if one.article == row or (of_items and one.article in opened)),
            HONOURS.get(row, ()),
        )
    return found


def covers(rule: str) -> tuple[str, ...]:
    """The rows that a rule is on."""
    return tuple(name for name, row in rows().items() if any(one.code == rule for one in row.rules))
