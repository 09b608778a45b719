"""GB/T 19580-2012 卓越绩效评价准则: categories, items, points; what each asks and the bands in our own words (Art. 5).

The standard's text is not reproduced. The office checks the points against its bought copy (open point 14).
"""

from .model import Band, Category, Criteria, Factor, Item, ItemKind


def _items(kind: ItemKind, *rows: tuple[str, str, str, int, str, str]) -> tuple[Item, ...]:
    return tuple(Item(code, zh, en, points, kind, asks_zh, asks_en) for code, zh, en, points, asks_zh, asks_en in rows)


CATEGORIES = (
    Category("4.1", "领导", "Leadership", _items(
        "process",
        ("4.1.2", "高层领导的作用", "Role of senior leaders", 50,
         "高层领导怎样确定并传达使命、愿景和价值观，怎样以身作则、双向沟通、营造诚信守法和持续改进的环境，怎样履行质量安全职责。",
         "How senior leaders set and share mission, vision and values, lead by example, communicate both ways, and answer for quality and safety."),
        ("4.1.3", "组织治理", "Governance", 30,
         "治理体制怎样保证管理责任、财务责任和透明度，怎样保护相关方利益，怎样评价高层领导和治理机构的绩效。",
         "How governance secures accountability, transparency and stakeholders' interests, and how leaders and the governing body are evaluated."),
        ("4.1.4", "社会责任", "Social responsibility", 30,
         "怎样处理产品和运营对社会的影响，怎样保证道德行为，怎样有重点地支持公益事业。",
         "How the effects of products and operations on society are dealt with, ethics are ensured, and public causes supported."),
    )),
    Category("4.2", "战略", "Strategy", _items(
        "process",
        ("4.2.2", "战略制定", "Strategy development", 40,
         "战略制定的过程、参与者、长短期时间区间，怎样分析内外部因素，战略目标怎样应对优势和挑战。",
         "How strategy is made, by whom and for which horizon, how inside and outside factors are analysed, and how aims answer them."),
        ("4.2.3", "战略部署", "Strategy deployment", 50,
         "战略和目标怎样转化为实施计划和关键绩效指标，资源怎样配置，绩效怎样预测、监测和调整。",
         "How strategy becomes action plans and key measures, how resources are allotted, and how performance is projected and adjusted."),
    )),
    Category("4.3", "顾客与市场", "Customer and market", _items(
        "process",
        ("4.3.2", "顾客和市场的了解", "Knowledge of customers and market", 40,
         "怎样细分顾客和市场，怎样了解不同顾客群的需求、期望和偏好，这些信息怎样用于产品、营销和改进。",
         "How customers and markets are segmented, how needs and expectations are learnt, and how that is used."),
        ("4.3.3", "顾客关系与顾客满意", "Customer relations and satisfaction", 50,
         "怎样建立和维护顾客关系，怎样及时有效处理投诉，怎样测量满意和忠诚并用于改进。",
         "How relations are built, complaints settled, and satisfaction and loyalty measured and used."),
    )),
    Category("4.4", "资源", "Resources", _items(
        "process",
        ("4.4.2", "人力资源", "Human resources", 60,
         "工作怎样组织，绩效怎样管理，员工怎样学习和发展，权益和满意程度怎样保证。",
         "How work is organised, performance managed, people developed, and their rights and satisfaction secured."),
        ("4.4.3", "财务资源", "Financial resources", 15,
         "怎样确定和保证资金需求，怎样控制预算、成本和财务风险，提高资金使用效率。",
         "How funds are planned and provided, budgets, costs and risks controlled, and money used well."),
        ("4.4.4", "信息和知识资源", "Information and knowledge", 20,
         "信息系统和数据怎样满足使用者的需要，知识怎样积累、共享和应用。",
         "How information systems and data serve their users, and how knowledge is gathered, shared and used."),
        ("4.4.5", "技术资源", "Technology", 15,
         "怎样评估技术水平，怎样引进、开发和应用先进技术，形成技术诀窍和专利。",
         "How technology is assessed, brought in, developed and turned into know-how and patents."),
        ("4.4.6", "基础设施", "Infrastructure", 10,
         "怎样提供、维护和更新设施，怎样处理由设施引起的环境和职业健康安全问题。",
         "How facilities are provided, kept and renewed, and the environmental and safety questions they bring are handled."),
        ("4.4.7", "相关方关系", "Stakeholder relations", 10,
         "怎样与供方和其他相关方建立双赢的伙伴关系，促进双向交流和共同提高。",
         "How partnerships with suppliers and other stakeholders are built for mutual gain."),
    )),
    Category("4.5", "过程管理", "Process management", _items(
        "process",
        ("4.5.2", "过程的识别与设计", "Identification and design of processes", 50,
         "怎样确定关键过程及其要求，怎样按要求设计过程，怎样作好突发事件的应急准备。",
         "How key processes and their requirements are set, how processes are designed, and how emergencies are prepared for."),
        ("4.5.3", "过程的实施与改进", "Operation and improvement of processes", 50,
         "怎样运行和控制过程，怎样用关键绩效指标监控，怎样改进过程并分享成果。",
         "How processes are run and controlled by key measures, improved, and the gains shared."),
    )),
    Category("4.6", "测量、分析与改进", "Measurement, analysis and improvement", _items(
        "process",
        ("4.6.2", "测量、分析和评价", "Measurement, analysis and evaluation", 40,
         "怎样选择和收集绩效数据，怎样用对比数据，怎样分析评价绩效并据以确定改进的优先次序。",
         "How performance data and comparisons are chosen and gathered, and analysed to set priorities."),
        ("4.6.3", "改进与创新", "Improvement and innovation", 40,
         "怎样管理改进和创新，怎样应用改进的方法和工具，怎样评价和推广成果。",
         "How improvement and innovation are managed, with which methods and tools, and how results are evaluated and spread."),
    )),
    Category("4.7", "结果", "Results", _items(
        "results",
        ("4.7.2", "产品和服务结果", "Product and service results", 80,
         "主要产品和服务的性能、质量指标的水平和趋势，与竞争对手和标杆的对比，特色和创新成果。",
         "Levels and trends of the main products' and services' performance, compared with competitors and benchmarks."),
        ("4.7.3", "顾客与市场结果", "Customer and market results", 80,
         "顾客满意、忠诚，市场占有率和业务增长的水平、趋势和对比。",
         "Satisfaction, loyalty, market share and growth: levels, trends, comparisons."),
        ("4.7.4", "财务结果", "Financial results", 80,
         "收入、利润、资产、税金等关键财务指标的水平、趋势和对比。",
         "Revenue, profit, assets, taxes and other key financial figures: levels, trends, comparisons."),
        ("4.7.5", "资源结果", "Resource results", 60,
         "人力、信息和知识、技术、基础设施和相关方关系等方面的结果。",
         "Results in people, information and knowledge, technology, infrastructure and stakeholder relations."),
        ("4.7.6", "过程有效性结果", "Process effectiveness results", 50,
         "关键过程的质量、效率、周期、成本等结果。",
         "Quality, efficiency, cycle time and cost of the key processes."),
        ("4.7.7", "领导方面的结果", "Leadership results", 50,
         "战略目标实现、组织治理、守法诚信和社会责任方面的结果。",
         "Results in reaching strategic aims, governance, lawful and ethical conduct, and social responsibility."),
    )),
)  # fmt: skip

_PROCESS = (
    ("approach", "方法", "Approach"),
    ("deployment", "展开", "Deployment"),
    ("learning", "学习", "Learning"),
    ("integration", "整合", "Integration"),
)
_RESULTS = (
    ("level", "水平", "Level"),
    ("trend", "趋势", "Trend"),
    ("comparison", "对比", "Comparison"),
    ("integration", "整合", "Integration"),
)

_BANDS: tuple[tuple[int, int, ItemKind, tuple[tuple[str, str], ...]], ...] = (
    (0, 5, "process", (
        ("看不出系统的方法，信息零散。", "No systematic method to be seen; scattered information."),
        ("方法没有展开，或只有个别做法。", "Hardly deployed."),
        ("没有改进意识，出了问题才应付。", "Reacts only; no thought of improvement."),
        ("各部门各行其是，彼此不衔接。", "Units act on their own."),
    )),
    (10, 25, "process", (
        ("开始有系统的方法回应该条目的基本要求。", "A method begins to answer the item's basic requirement."),
        ("在多数方面或部门刚开始展开，影响基本要求的实现。", "Deployment is starting in most areas."),
        ("开始由被动应付转向主动改进。", "Moves from reacting to improving."),
        ("主要靠共同解决问题才与其他方面一致。", "Aligned with other areas mainly by solving problems together."),
    )),
    (30, 45, "process", (
        ("有系统、有效的方法回应该条目的基本要求。", "A systematic, effective method for the basic requirement."),
        ("已经展开，个别方面或部门尚在早期。", "Deployed; some areas are in an early stage."),
        ("开始系统地评价和改进关键过程。", "Systematic evaluation and improvement of key processes starts."),
        ("开始与组织的基本需要协调一致。", "Begins to be aligned with the organisation's basic needs."),
    )),
    (50, 65, "process", (
        ("有系统、有效的方法回应该条目的总体要求。", "A systematic, effective method for the overall requirement."),
        ("展开得好，个别方面或部门有差异。", "Well deployed, with variation in some areas."),
        ("基于事实系统评价并改进，有学习和创新的做法。", "Evaluated on facts and improved; some learning and innovation."),
        ("与组织的总体需要协调一致。", "Aligned with the organisation's overall needs."),
    )),
    (70, 85, "process", (
        ("有系统、有效的方法回应该条目的多方面要求。", "A systematic, effective method for the multiple requirements."),
        ("展开得很好，没有明显差距。", "Well deployed without significant gaps."),
        ("以事实为依据的评价、改进、学习和创新已成为关键管理工具，效果可见。", "Evaluation on facts, learning and innovation are key tools with visible effect."),
        ("与组织现在和将来的需要相整合。", "Integrated with present and future needs."),
    )),
    (90, 100, "process", (
        ("方法系统、有效，完全回应该条目的多方面要求。", "Fully answers the multiple requirements."),
        ("完全展开，任何方面都没有明显的弱项。", "Fully deployed without weakness or gap in any area."),
        ("评价、改进、学习和创新贯穿整个组织，成果在内外分享。", "Evaluation, learning and innovation throughout, shared inside and outside."),
        ("与组织现在和将来的需要很好地整合，没有明显弱项。", "Well integrated with present and future needs, with no significant weakness."),
    )),
    (0, 5, "results", (
        ("没有报告结果，或结果很差。", "No results, or poor ones."),
        ("没有趋势数据，或总体走低。", "No trend data, or mainly adverse trends."),
        ("没有对比信息。", "No comparison."),
        ("对组织重要的方面没有结果。", "No results in areas that matter."),
    )),
    (10, 25, "results", (
        ("少数方面结果较好。", "Few good results."),
        ("有一些趋势数据，其中部分不利。", "Some trends, some of them adverse."),
        ("几乎没有对比信息。", "Hardly any comparison."),
        ("在少数对组织重要的方面有结果。", "Results in a few areas that matter."),
    )),
    (30, 45, "results", (
        ("在一些对组织重要的方面结果较好。", "Good in some areas that matter."),
        ("开始出现有利的趋势。", "Favourable trends begin."),
        ("开始建立对比信息。", "Comparisons begin."),
        ("在许多对组织重要的方面有结果。", "Results in many areas that matter."),
    )),
    (50, 65, "results", (
        ("在大多数对组织重要的方面结果较好。", "Good in most areas that matter."),
        ("重要方面没有不利趋势。", "No adverse trend in areas that matter."),
        ("部分结果与竞争对手或标杆相比有优势。", "Some comparisons are favourable."),
        ("在大多数关键的顾客、市场和过程要求上有结果。", "Results for most key customer, market and process requirements."),
    )),
    (70, 85, "results", (
        ("在大多数重要方面结果良好到卓越。", "Good to excellent in most areas."),
        ("大多数有利趋势得到保持。", "Sustained favourable trends in most areas."),
        ("许多方面与对手和标杆相比领先或很好。", "Many comparisons, leading or very good."),
        ("回应了大多数关键的顾客、市场、过程和战略要求。", "Answers most key customer, market, process and strategic requirements."),
    )),
    (90, 100, "results", (
        ("在大多数重要方面结果卓越。", "Excellent in most areas that matter."),
        ("大多数方面长期保持卓越的改进趋势。", "Excellent improvement sustained in most areas."),
        ("在许多方面处于行业领先或标杆水平。", "Industry or benchmark leader in many areas."),
        ("充分回应了关键的顾客、市场、过程和战略要求。", "Fully answers the key customer, market, process and strategic requirements."),
    )),
)  # fmt: skip


def _band(low: int, high: int, kind: ItemKind, statements: tuple[tuple[str, str], ...]) -> Band:
    factors = _PROCESS if kind == "process" else _RESULTS
    return Band(low, high, kind, tuple(
        Factor(code, name_zh, name_en, zh, en)
        for (code, name_zh, name_en), (zh, en) in zip(factors, statements, strict=True)
    ))  # fmt: skip


GBT19580_2012 = Criteria(
    code="gbt19580-2012",
    standard="GB/T 19580-2012",
    guide="GB/Z 19579-2012",
    name_zh="卓越绩效评价准则",
    name_en="Criteria for performance excellence",
    categories=CATEGORIES,
    bands=tuple(_band(*row) for row in _BANDS),
)
