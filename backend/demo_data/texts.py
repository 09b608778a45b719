"""组织概述 and 自我评价报告 of an organisation, written from its own facts: sentences are chosen and filled, none is random."""

from .figures import counts, figures, makes_goods, pick
from .organisations import Organisation

_MOTTOS = (
    "精工立业、诚信致远", "以质取胜、造福乡里", "用心做好每一件事", "绿色发展、共创价值", "让用户放心、让员工自豪", "守正创新、追求卓越",
    "扎根辽西、服务全国", "安全为先、品质为本",
)  # fmt: skip
_AREAS = {
    "211302": "双塔区", "211303": "龙城区", "211321": "朝阳县", "211322": "建平县", "211324": "喀左县", "211381": "北票市", "211382": "凌源市",
}  # fmt: skip

# Each item: openings, middles, closings; one of each is taken.
_ITEMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "4.1.2": (
        ("{we}领导班子确立“{motto}”的使命，由{lead}牵头每年评审一次，通过职代会、班前会和内网传达到{staff}名员工和主要{customer}。",
         "{lead}每季度主持质量例会，围绕“{motto}”向员工、供方和{customer}宣讲愿景与价值观并当场答复意见，去年收集意见建议{ideas}条。"),
        ("班子成员每人联系一个基层单位，每月到{core}现场不少于两次，带头解决难题，推动{metric}由{q1}%提高到{q3}%。",
         "高层逐级签订质量安全责任书，对{core}等关键环节实行一票否决，三年间{metric}由{q1}%提高到{q3}%。"),
        ("领导作用每年由员工测评，结果进入述职并用于改进。", "领导行为每半年开展自评和员工评议，短板列入次年改进计划。"),
    ),
    "4.1.3": (
        ("{we}建立权责清晰的治理结构，重大事项集体决策，财务收支、采购和人事任免实行事前论证、事中监督、事后审计，{lead}为第一责任人。",
         "{we}依章程设立决策、执行和监督机构，议事规则完整，重大决策、重要人事和大额资金使用由{lead}召集集体研究并留存记录。"),
        ("内部审计每年覆盖{core}、采购和基建等{k5}个领域，三年提出整改意见{audit}条，全部按期关闭，外部审计均为标准无保留意见。",
         "每年聘请会计师事务所审计，并把{material}采购列为廉洁风险点，轮岗和双人审批执行率为100%，三年未发生违规问题。"),
        ("对管理层按年度目标考核，结果与任免和薪酬挂钩，并向员工公开。", "管理层绩效每年述职评议，治理规则据此修订{k5}处。"),
    ),
    "4.1.4": (
        ("{we}识别{hazard}等对社会和环境的影响，建立风险清单和应急预案，按法规开展监测并公开结果，接受社会监督。",
         "针对{hazard}，{we}制定了严于法规的内控指标，配备治理设施，监测数据接受主管部门和周边居民监督。"),
        ("三年安全环保投入{safety}万元，未发生一般及以上事故，组织应急演练{drills}次，商业道德守则签订率为100%。",
         "三年投入{safety}万元用于安全和环保改造，员工职业健康体检率为100%，诚信守则纳入供方合同和员工手册。"),
        ("公益聚焦乡村振兴和助学，三年捐赠和志愿服务折合{charity}万元。", "结合专长支持{area}公益事业，三年投入{charity}万元，志愿服务{ideas}人次。"),
    ),
    "4.2.2": (
        ("{we}以五年规划为主、三年滚动为辅，由战略小组每年九月启动，员工、{customer}和专家参与，分析宏观环境和竞争态势后形成报告。",
         "战略制定分信息收集、分析、论证、审定四步，{lead}任组长，重点分析{product}的需求变化、{material}供应以及技术路线。"),
        ("分析认为优势在于{craft}和区域资源，挑战在于人才引进难、{material}成本波动大，据此确定做精{product}、延伸服务的方向。",
         "对照省内外标杆，确定以{craft}为核心能力、以{product}为主业，提出“十五五”末{income}比现在提高四成的目标。"),
        ("战略目标与优势、挑战逐条对应，每年评审并调整一次。", "长短期目标兼顾各相关方利益，经集体审议后发布。"),
    ),
    "4.2.3": (
        ("战略目标分解为{kpi}项关键绩效指标和{plans}项行动计划，逐级落实到部门、班组和个人，年度预算随计划同步编制。",
         "{we}用目标树把规划分解到年度、部门和岗位，形成{plans}项行动计划，明确责任人、时限和资源，与绩效考核挂钩。"),
        ("资金优先保证{craft}和数字化项目，三年投入{invest}万元，人员、设备和信息系统的配置每季度核对一次。",
         "围绕{core}改造投入{invest}万元，引进技术骨干{talent}人，行动计划完成率由{done1}%提高到{done3}%。"),
        ("绩效预测结合三年数据和标杆水平，偏差超过5%时启动纠偏并调整计划。", "每月看板跟踪、每季分析，遇到环境变化及时修订计划。"),
    ),
    "4.3.2": (
        ("{we}按用途、区域和需求把{customer}分为{k5}类，识别潜在群体，逐类建立需求档案，明确关键需求和权重。",
         "针对{product}，{we}把服务对象按规模、地域和期望细分为{k5}类，由专人负责跟踪各类需求的变化。"),
        ("通过走访、座谈、问卷和线上反馈收集信息，每年走访{customer}{visits}次，回收有效问卷{forms}份，分析质量、交付和服务等要素的重要程度。",
         "每年开展两次需求调查和一次标杆对比，回收有效问卷{forms}份，把流失、投诉和建议信息一并纳入分析，形成需求报告。"),
        ("结果输入{product}的设计改进，三年据此推出新项目{k4}个。", "这些信息每季度送业务、技术和服务部门使用，并评价方法是否有效。"),
    ),
    "4.3.3": (
        ("{we}设专人维护{customer}关系，提供定期回访、专业支持和现场服务，重点对象一户一档，由班子成员定点联系。",
         "{we}公布服务承诺和热线，实行首问负责，对重点{customer}由班子成员定点联系，每半年听取一次意见。"),
        ("投诉按分级时限处理，一般问题24小时内答复，三年投诉办结率为100%，满意度由{sat1}%升至{sat3}%。",
         "建立投诉闭环流程，受理、分析、纠正、回访四步留痕，平均办结时间由5天缩短到2天，满意度达到{sat3}%。"),
        ("满意度由第三方每年测评一次，低分项列入改进计划并跟踪验证。", "对流失和不满意的原因逐一分析，改进结果反馈给当事方。"),
    ),
    "4.4.2": (
        ("{we}现有员工{staff}人，其中专业技术人员{tech}人，推行扁平化班组和跨部门小组，岗位说明书每年更新。",
         "围绕战略测算人员需求，{staff}名员工按管理、技术、技能三条通道发展，专业技术人员{tech}人，占{techpct}%。"),
        ("人均年培训由{tr1}学时增加到{tr3}学时，{core}岗位全部持证，绩效考核结果与薪酬、晋升挂钩。",
         "建立师带徒和技能竞赛制度，三年培养技术骨干{talent}人，人均培训达到{tr3}学时，合理化建议年均{ideas}条。"),
        ("员工满意度调查每年一次，三年无劳动争议败诉，关键岗位流失率低于3%。", "工会参与权益保障，职业健康、困难帮扶和休假制度落实到位，员工满意度逐年上升。"),
    ),
    "4.4.3": (
        ("{we}实行全面预算管理，按年度计划测算资金需求，预算经集体审议后逐月控制，偏差超过5%须说明原因并调整。",
         "资金由财务部门统一调度，按月编制收支计划，{material}采购与技术改造资金优先保障，重大支出双人审批。"),
        ("去年{income}{rev3}万元，比上年增长{growth}%，通过集中采购和能耗管控，单位成本三年下降{cut}%。",
         "三年{income}由{rev1}万元增加到{rev3}万元，资金使用效率提高{cut}%，未发生逾期债务。"),
        ("建立财务风险预警指标{k5}项，每季度评估并采取应对措施。", "应收款项和物资由专人跟踪，风险事项按季报告并限期处置。"),
    ),
    "4.4.4": (
        ("{we}建成覆盖{chain}的信息系统，关键数据自动采集率达到{auto}%，权限分级、异地备份。",
         "围绕{core}建设数据平台，整合业务、财务和质量数据，关键数据自动采集率达到{auto}%，每年做一次安全测评。"),
        ("知识库收录作业标准、案例和专业文献{docs}条，由各部门专人审核更新，员工可随时检索并提出修订意见。",
         "员工、供方和{customer}的经验通过案例会、改善提案和导师制沉淀，三年入库{docs}条，其中{plans}条转为作业标准。"),
        ("使用者每年评价一次系统，意见纳入升级计划。", "信息的准确性和及时性每季度抽查，合格率在99%以上。"),
    ),
    "4.4.5": (
        ("{we}对照行业先进水平评估{craft}，明确差距和路线，组建{talent}人的技术团队，与省内高校合作攻关。",
         "以{craft}为重点开展技术评估，每年更新技术路线图，研发和引进并重，立项前论证先进性和适用性。"),
        ("近三年技术投入{rd}万元，完成攻关项目{k4}项，取得专利、标准等成果{ip}项，并及时评估应用效果。",
         "三年投入{rd}万元实施{k4}个技术项目，数字化改造占四成，形成专利、标准等成果{ip}项，均已应用。"),
        ("成果主要用于{core}，使{metric}稳定在{q3}%左右，并固化为标准。", "核心技术由专人保密管理，并与标杆对照，定期评估是否保持先进。"),
    ),
    "4.4.6": (
        ("{we}按{chain}的要求配置场所、设备和公用设施，主要设备{machines}台套，全部建立台账和点检标准。",
         "围绕{core}实行设备全员维护，主要设备{machines}台套分三级保养，点检、故障和维修记录可追溯。"),
        ("关键设备完好率保持在98%以上，三年更新改造{k5}项，并配套治理{hazard}的设施，运行记录完整。",
         "三年投入{invest}万元更新设施，设备完好率由96.5%提高到98.6%，同步改善{hazard}的治理。"),
        ("每半年评估一次设施能力和故障风险，据此制定更新计划和应急预案。", "特种设备和消防设施全部按期检验，隐患整改率为100%。"),
    ),
    "4.4.7": (
        ("{we}对提供{material}等的{suppliers}家供方分级管理，签订质量协议，每年评价并公布结果，实行优胜劣汰。",
         "{we}与{suppliers}家供方和合作单位建立长期关系，对{material}实行准入、评价和退出管理，共享需求预测。"),
        ("对重点供方派驻专业人员，联合改进{k4}项，{material}验收合格率由96.8%提高到99.1%。",
         "每年召开合作交流会，共享检测资源和培训，帮助供方改进{k4}项，准时交付率由93%提高到98%。"),
        ("与高校、协会和社区保持沟通，共建实训与检测平台，合作成果由双方共享。", "每半年听取政府、社区和媒体意见，形成改进措施并反馈落实结果。"),
    ),
    "4.5.2": (
        ("{we}识别出{chain}等价值创造过程和采购、人事、设备等支持过程，按对{customer}和经营的影响评出关键过程{k5}个。",
         "按照增值程度和风险，从{chain}中确定{k5}个关键过程，明确输入、输出、要求和责任人，并绘制过程关系图。"),
        ("过程要求来自{customer}、法规和战略，设计时运用失效模式分析和流程图，把{metric}、周期和成本作为主要指标。",
         "设计中采用{craft}，在{core}设置质量控制点{points}个，编制作业指导书并经验证后投用。"),
        ("针对{hazard}等情形编制应急预案，每年演练不少于两次。", "对停电、供应中断等突发事件分级响应，每年演练并修订预案。"),
    ),
    "4.5.3": (
        ("{core}按作业标准运行，关键参数实时监控，用控制图判断异常，班组每日点检并记录，异常一小时内响应。",
         "各关键过程设负责人，按日统计、按周分析、按月评审，{metric}等指标在看板公布，异常及时纠正。"),
        ("组织改进小组{points}个，运用质量管理工具完成课题{projects}项，{metric}由{q1}%提高到{q3}%，周期缩短{cut}%。",
         "三年完成改进课题{projects}项，重点解决{core}的波动问题，{metric}达到{q3}%，返工与差错明显减少。"),
        ("有效做法固化为标准并在各单位推广，三年创效{benefit}万元。", "改进成果每年发布评比，在部门间和供方中共享。"),
    ),
    "4.6.2": (
        ("{we}围绕战略建立{plans}项绩效指标，覆盖顾客、财务、过程和学习四个方面，明确定义、频次和数据来源。",
         "绩效按单位、部门、班组三级测量，{plans}项指标均有目标值和对比值，数据由信息系统自动汇总并抽查核实。"),
        ("对比数据来自行业协会、统计部门和{k4}家标杆单位，每月分析趋势，每季召开绩效评审会，用因果分析查找原因。",
         "选取省内外{k4}家同类单位作为标杆，每季度对{metric}、满意度等逐项对比，找出差距和原因。"),
        ("评审结果按重要性和差距排出改进次序，去年确定重点事项{k5}项并逐项跟踪到关闭。", "测量系统每年评价，去年调整指标{k5}项，使之与战略和环境变化保持一致。"),
    ),
    "4.6.3": (
        ("{we}把改进与创新纳入年度计划，按战略、部门、岗位三级立项，配套奖励和容错办法，由{quality}统筹并按季检查。",
         "改进实行立项、实施、验证、固化的闭环管理，员工提案、课题小组和专项攻关并行，由{quality}统筹并按季检查。"),
        ("三年完成改进项目{projects}项，运用统计方法、标杆学习和精益等工具，员工参与率由{part1}%提高到{part3}%。",
         "员工参与率达到{part3}%，三年实施改进{projects}项，其中围绕{craft}的创新{k4}项，累计创效{benefit}万元。"),
        ("成果经量化评价后在全员大会发布，并向同行和供方推广应用。", "对效果不明显的项目复盘原因，经验进入知识库，供后续项目借鉴。"),
    ),
    "4.7.2": (
        ("{metric}三年分别为{q1}%、{q2}%、{q3}%，逐年上升，高于{area}同行平均水平，主要性能全部达到标准要求。",
         "近三年{product}的{metric}依次为{q1}%、{q2}%、{q3}%，趋势向好，优于年初设定的目标值。"),
        ("监督抽查和委托检验全部合格，与省内标杆的差距由2.1个百分点缩小到0.6个百分点，部分指标领先。",
         "历次监督检查均合格，主要指标与省内标杆持平，个别指标优于标杆0.5个百分点以上。"),
        ("依托{craft}形成特色，{k4}项成果得到{customer}认可，三年未发生质量安全责任事故。", "{craft}带来的改进使{customer}反馈的问题数三年下降{drop}%，相关做法在同行中推广。"),
    ),
    "4.7.3": (
        ("满意度三年分别为{sat1}%、{sat2}%、{sat3}%，由第三方测评，高于同行平均水平两个百分点以上。",
         "第三方测评的满意度由{sat1}%、{sat2}%升至{sat3}%，连续三年上升，忠诚度和推荐意愿同步提高。"),
        ("{market}重复选择的{customer}占八成以上，新增群体主要来自口碑推荐和合作单位介绍。",
         "{market}{customer}推荐率由72%提高到81%，在{area}同类单位中位居前列。"),
        ("投诉数量三年下降{drop}%，办结率保持100%，没有重大有效投诉。", "投诉数量逐年减少，平均办结时间缩短到2天，没有发生重大有效投诉。"),
    ),
    "4.7.4": (
        ("{finance}", "{finance}"),
        ("三年平均增长率高于全市同类单位约{k4}个百分点，资产状况稳健，未发生拖欠工资、税费和货款的情况。",
         "增长主要来自{product}和服务延伸，单位成本三年下降{cut}%，现金流保持为正，没有逾期债务。"),
        ("各项数据经会计师事务所审计，与申报表一致。", "与省内标杆相比，主要指标达到其九成水平，差距逐年缩小。"),
    ),
    "4.7.5": (
        ("人均年培训由{tr1}学时增加到{tr3}学时，员工满意度由86.4%提高到91.2%，关键岗位流失率由4.1%降到2.6%。",
         "专业技术人员达到{tech}人，人均年培训{tr3}学时，员工满意度三年提高4.8个百分点，高于同行平均水平。"),
        ("技术投入三年合计{rd}万元，拥有专利、标准等成果{ip}项，关键数据自动采集率由58%提高到{auto}%。",
         "知识库累计{docs}条，三年技术投入{rd}万元，形成专利、标准等成果{ip}项，逐年增加。"),
        ("设备完好率达到98.6%，供方验收合格率达到99.1%，均好于年度目标。", "{suppliers}家供方的准时交付率达到98%，设备完好率三年提高2.1个百分点。"),
    ),
    "4.7.6": (
        ("{core}的差错率三年下降{drop}%，周期缩短{cut}%，行动计划完成率由{done1}%提高到{done3}%，均达到年度目标。",
         "关键过程指标全部向好：{metric}达到{q3}%，平均周期缩短{cut}%，计划完成率由{done1}%提高到{done3}%。"),
        ("单位能耗三年下降8.3%，{material}损耗下降{k5}个千分点，与省内标杆的差距由12%缩小到5%。",
         "三年完成改进课题{projects}项，创效{benefit}万元，单位能耗下降8.3%，优于全市同类单位的平均水平和年度目标。"),
        ("应急演练达标率为100%，三年没有因过程失控造成中断和损失。", "应急预案覆盖全部关键过程，三年演练评价得分逐年提高。"),
    ),
    "4.7.7": (
        ("战略目标年度完成率三年分别为{done1}%、{done2}%、{done3}%，{kpi}项关键绩效指标中九成以上达到或超过目标。",
         "{kpi}项关键绩效指标的达成率由{done1}%提高到{done3}%，员工对高层领导的信任度测评由87%升至93%。"),
        ("三年没有安全、环境责任事故和行政处罚，审计整改完成率为100%，诚信守则签订率为100%。",
         "外部审计均为标准无保留意见，没有失信记录和劳动争议败诉，安全环保投入三年合计{safety}万元。"),
        ("公益投入三年合计{charity}万元，志愿服务{ideas}人次，得到{area}社会各界认可。", "公益投入逐年增加，三年合计{charity}万元，带动{area}就业和同行提升。"),
    ),
}  # fmt: skip

ITEM_CODES = tuple(_ITEMS)


def money(value: float) -> str:
    """万元 as in the form: one decimal unless it is nought."""
    return f"{value:.1f}".removesuffix(".0")


def _words(organisation: Organisation) -> dict[str, str]:
    """Everything that the sentences are filled with."""
    trade, fig, count = organisation.trade, figures(organisation), counts(organisation)

    def number(salt: int, low: int, high: int) -> str:
        return str(pick(organisation, salt, low, high))

    done = pick(organisation, 60, 84, 90)
    business = organisation.nature == "for_profit"
    return {
        "we": trade.we,
        "customer": trade.customer,
        "chain": trade.chain,
        "core": trade.core,
        "material": trade.material,
        "metric": trade.metric,
        "hazard": trade.hazard,
        "product": organisation.product,
        "craft": organisation.craft,
        "lead": organisation.legal_representative,
        "quality": organisation.quality_head,
        "area": _AREAS[organisation.area_code],
        "motto": _MOTTOS[pick(organisation, 40, 0, len(_MOTTOS) - 1)],
        "staff": str(organisation.employees),
        "tech": str(count["technical"]),
        "techpct": f"{count['technical'] / organisation.employees * 100:.1f}",
        "q1": f"{fig.quality[0]:.1f}",
        "q2": f"{fig.quality[1]:.1f}",
        "q3": f"{fig.quality[2]:.1f}",
        "sat1": f"{fig.satisfaction[0]:.1f}",
        "sat2": f"{fig.satisfaction[1]:.1f}",
        "sat3": f"{fig.satisfaction[2]:.1f}",
        "tr1": f"{fig.training[0]:.0f}",
        "tr3": f"{fig.training[2]:.0f}",
        "rev1": money(fig.turnover[0]),
        "rev3": money(fig.turnover[2]),
        "growth": f"{(fig.turnover[2] / fig.turnover[1] - 1) * 100:.1f}",
        "rd": f"{sum(fig.rd):.0f}",
        "ip": str(count["patents"] + count["standards"]),
        "projects": str(count["projects"]),
        "income": "营业收入" if business else "总收入",
        "market": _market(organisation),
        "finance": _finance(organisation),
        "ideas": number(41, 120, 860),
        "audit": number(42, 9, 46),
        "safety": f"{sum(fig.turnover) * pick(organisation, 43, 5, 14) / 1000:.0f}",
        "drills": number(44, 6, 24),
        "charity": f"{max(6.0, sum(fig.turnover) * pick(organisation, 45, 4, 16) / 10000):.0f}",
        "kpi": number(46, 16, 32),
        "plans": number(47, 28, 74),
        "invest": f"{sum(fig.turnover) * pick(organisation, 48, 12, 32) / 1000:.0f}",
        "talent": number(49, 8, 46),
        "done1": str(done),
        "done2": str(done + 4),
        "done3": str(done + 8),
        "visits": number(50, 24, 160),
        "forms": number(51, 180, 1600),
        "cut": f"{pick(organisation, 52, 31, 96) / 10:.1f}",
        "auto": number(53, 72, 95),
        "docs": number(54, 320, 2900),
        "machines": str(max(12, organisation.employees * pick(organisation, 55, 18, 62) // 100)),
        "suppliers": number(56, 18, 140),
        "points": number(57, 6, 28),
        "benefit": f"{fig.turnover[2] * pick(organisation, 58, 6, 18) / 1000:.0f}",
        "part1": number(59, 41, 56),
        "part3": number(61, 72, 91),
        "drop": number(62, 18, 47),
        "k4": number(63, 2, 7),
        "k5": number(64, 4, 9),
    }


def _market(organisation: Organisation) -> str:
    fig = figures(organisation)
    if organisation.nature == "non_profit":
        return f"服务人次由{fig.served[0]}增加到{fig.served[2]}。"
    if makes_goods(organisation):
        return f"{organisation.product}省内市场占有率由{fig.share[0]:.1f}%提高到{fig.share[2]:.1f}%。"
    return f"业务量三年增长{(fig.turnover[2] / fig.turnover[0] - 1) * 100:.1f}%。"


def _finance(organisation: Organisation) -> str:
    fig = figures(organisation)
    turnover = "、".join(map(money, fig.turnover))
    if organisation.nature == "non_profit":
        benefit = "、".join(map(money, fig.benefit))
        return f"总收入三年分别为{turnover}万元，收支平衡、略有结余，公益服务支出分别为{benefit}万元，逐年增加。"
    profit = "、".join(map(money, fig.profit))
    tax = f"{money(fig.tax[0])}万元增加到{money(fig.tax[2])}万元"
    return f"营业收入三年分别为{turnover}万元，利润总额分别为{profit}万元，纳税由{tax}，资产负债率降到{fig.debt_ratio[2]:.1f}%。"


def item_text(organisation: Organisation, code: str) -> str:
    """The self-evaluation of one criteria item. Raises `KeyError` for an item that isn't there."""
    words = _words(organisation)
    place = ITEM_CODES.index(code) if code in _ITEMS else -1
    chosen = [
        options[pick(organisation, 70 + 3 * place + part, 0, len(options) - 1)] for part, options in enumerate(_ITEMS[code])
    ]
    return "".join(chosen).format(**words)


def self_evaluation(organisation: Organisation) -> dict[str, str]:
    """{item code: text} for all items of GB/T 19580-2012."""
    return {code: item_text(organisation, code) for code in ITEM_CODES}


def profile(organisation: Organisation) -> str:
    """组织概述: environment, relations, competition, strategy, improvement (structure of GB/Z 19579)."""
    words = _words(organisation)
    since = organisation.registered_on
    return "\n".join((
        f"{organisation.name}成立于{since.year}年{since.month}月，位于{words['area']}，现有员工{words['staff']}人，"
        f"其中专业技术人员{words['tech']}人。主要提供{organisation.products}，以“{words['motto']}”为使命，"
        f"去年{words['income']}{words['rev3']}万元，三年来保持稳定增长。",
        f"主要过程为{words['chain']}，关键环节是{words['core']}。依托{words['craft']}，{words['metric']}达到{words['q3']}%。"
        f"主要设备{words['machines']}台套，按法规要求管控{words['hazard']}。",
        f"主要服务{words['customer']}，最看重质量、交付和响应速度；{words['material']}等由{words['suppliers']}家供方提供，"
        f"重点供方签订质量协议。与省内同行相比，优势在于{words['craft']}和贴近资源，短板在于高端人才和品牌影响。",
        f"面临的挑战是需求变化加快、成本上升和绿色转型。{words['we']}把做精{words['product']}、延伸服务、数字化升级作为战略重点，"
        f"分解为{words['kpi']}项关键绩效指标，由{words['lead']}负责。",
        f"自{counts(organisation)['since']}年起导入卓越绩效管理，{words['quality']}任质量负责人，按季评审绩效，三年完成改进项目{words['projects']}项，"
        f"员工参与率达到{words['part3']}%，满意度达到{words['sat3']}%。",
    ))  # fmt: skip
