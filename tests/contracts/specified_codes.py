"""The code lists as the specification gives them: canonical = every code and label."""

LEVELS = """
junior = 5 初级工; intermediate = 4 中级工; senior = 3 高级工; technician = 2 技师;
senior_technician = 1 高级技师; special_technician = 特级技师; chief_technician = 首席技师
"""
LEVELS_AT_SCHOOL = LEVELS + "; preparatory_technician = 预备技师"
YES_NO = "true = 是 1 true Y; false = 否 0 false N"
ACCOUNT_STATUS = "active = 正常; inactive = 未激活; lost = 挂失; cancelled = 注销"
PROGRAMMES = """
intermediate = 中级工班; senior = 高级工班;
preparatory_technician = 预备技师班 技师班 预备技师班/技师班
"""
CLASSES = """
world = 世界技能大赛; national_1 = 国家一类; national_2 = 国家二类; provincial_1 = 省一类;
provincial_2 = 省二类; city_1 = 市一类; city_2 = 市二类; city_star = 市“技能之星”职业技能大赛
"""

CODES = {
    "contracts.contract_type": """
        fixed = 41 固定期限; open_ended = 42 无固定期限; task = 43 以完成一定工作任务为期限;
        dispatch = 51 劳务派遣; part_time = 52 非全日制""",
    "contributions.insurance": """
        pension = 110 企业职工基本养老保险; pension_public = 120; pension_resident = 170;
        unemployment = 210; medical = 310; injury = 410; maternity = 510""",
    "contributions.kind": """
        regular = 10; refund = 20; back_payment = 31 32 33 34 35; lump_sum = 40""",
    "contributions.status": "unpaid = 0; paid = 1; suspended = 2; in_transit = 3",
    "certificates.kind": "qualification = 职业资格证书; skill_level = 职业技能等级证书",
    "certificates.level": LEVELS,
    "certificates.route": """
        golden_blue_collar = 金蓝领; social_assessment = 社会化考评; contest = 职业技能竞赛;
        enterprise_assessment = 企业自主评价; school_assessment = 院校评价""",
    "certificates.status": "valid = 有效; revoked = 撤销; cancelled = 注销",
    "employment_registrations.form": """
        employed = 单位就业; flexible = 灵活就业; self_employed = 自主创业""",
    "employers.kind": """
        enterprise = 10; public_institution = 21 22 23; government = 30; association = 40;
        private_non_enterprise = 50; individual_business = 60; agency = 91 代理挂靠; other = 99""",
    "employers.enterprise_like": YES_NO,
    "employers.status": "active = 存续; closed = 注销",
    "accounts.status": ACCOUNT_STATUS,
    "org_accounts.status": ACCOUNT_STATUS,
    "payments.level": LEVELS,
    "payments.status": "paid = 已发放; returned = 退回; recovered = 已追回",
    "graduates.school_kind": "technical = 技工院校; vocational = 职业院校",
    "graduates.programme": PROGRAMMES,
    "graduates.full_time": YES_NO,
    "graduates.certificate_level": LEVELS_AT_SCHOOL,
    "contest_awards.class": CLASSES,
    "contest_awards.prize": """
        gold = 金牌/一等奖 金牌 一等奖; silver = 银牌/二等奖 银牌 二等奖;
        bronze = 铜牌/三等奖 铜牌 三等奖; merit = 优胜奖; none = none""",
    "contest_awards.role": "competitor = 选手; coach_team = 教练团队",
    "designations.title": """
        rizhao_chief_technician = 日照市首席技师;
        rizhao_outstanding_technician = 日照市有突出贡献的技师;
        rizhao_skill_expert = 日照市技术能手""",
    "talent_hires.tier": """
        qilu_chief = 齐鲁首席技师; provincial_expert = 省技术能手;
        provincial_leading = 省级及以上高技能领军人才; above = 国家级""",
    "talent_hires.mode": "full_time = 全职; flexible = 柔性; trained = 新培养",
    "talent_hires.from_city": "outside = 市外; inside = 市内",
    "talent_hires.approved": YES_NO,
    "recognitions.title": """
        national_master_studio = 国家级技能大师工作室; qilu_master_station = 齐鲁技能大师特色工作站;
        provincial_technician_station = 山东省技师工作站;
        city_technician_station = 淄博市技师工作站 日照市技师工作站;
        city_master_station = 日照特色技能大师工作站;
        national_quality_school = 国家级技工教育优质校;
        provincial_quality_school = 省级技工教育优质校;
        national_quality_major = 国家级优质专业(群); provincial_quality_major = 省级优质专业(群);
        national_integrated_major = 国家级工学一体化专业试点;
        provincial_integrated_major = 省级工学一体化专业试点;
        group_pilot = 全国技工教育(联盟)集团建设试点;
        national_training_base = 国家级高技能人才培训基地""",
    "org_years.item": """
        self_evaluation = 企业自主评价评估; public_training = 公共实训; base_supply = 基地输送""",
    "hostings.class": CLASSES,
    "startups.programme": PROGRAMMES,
    "startups.premises": "incubator_government = 政府孵化基地; other = 其它",
}


def meanings(text: str) -> dict[str, str]:
    """Raw value → canonical value, of one code list."""
    pairs = (part.split("=") for part in text.split(";"))
    return {raw: canonical.strip() for canonical, values in pairs for raw in values.split()}
