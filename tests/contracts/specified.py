"""The inputs as the specification lists them, copied by hand and not from the contracts.

A line of COLUMNS is: name (`?` = may be empty) | Chinese header | other names. A header that
the specification leaves open stands as `…`.
"""

PERSON = "person_id | 公民身份号码 | 身份证号, 社会保障号码, AAC002"
MAYBE_PERSON = "person_id? | 公民身份号码 | 身份证号, 社会保障号码, AAC002"
EMPLOYER = "employer_id | 统一社会信用代码 | AAB998, AAB005, BAB010"
MAYBE_EMPLOYER = "employer_id? | 统一社会信用代码 | AAB998, AAB005, BAB010"
PERSON_NAME = "person_name | 姓名 | AAC003"
ORGANISATION = "org_id | … | 统一社会信用代码"
DISTRICT = "district | …"
APPROVED = "approved_amount? | …"
ACCOUNT = (
    "account_name | 户名 | AAE009",
    "account_no | 账号 | AAE010",
    "bank_code | …",
    "bank_name | 开户银行 | AAF200",
    "status | …",
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "contracts": (
        "contract_no | 合同编号 | 备案编号",
        PERSON,
        PERSON_NAME,
        EMPLOYER,
        "employer_name | 单位名称 | AAB004",
        "contract_type | 合同类型 | ABC910, AAC013",
        "start_on | 合同起始日期 | AAE030, ABC913",
        "end_on? | 合同终止日期 | AAE031, ABC914",
        "terminated_on? | 合同解除日期 | ABC916",
        "host_employer_id? | 用工单位代码 | ABC954",
    ),
    "contributions": (
        PERSON,
        EMPLOYER,
        "insurance | 险种类型 | AAE140",
        "period | 对应费款所属期 | AAE003, 费款所属期",
        "kind | 缴费类型 | AAA115, AAE143",
        "status | 到账标志 | AAE078",
        "base? | 缴费基数 | AAE180",
        "amount | 缴费金额 | AAE082",
        "paid_on? | 到账日期 | AAB191",
    ),
    "certificates": (
        "certificate_no | 证书编号 | ACC02I, BCC012",
        PERSON,
        PERSON_NAME,
        "kind | 证书类别",
        "occupation_code | 职业(工种)代码 | ACA111",
        "occupation_name | 职业(工种)名称 | ACA112",
        "level | 等级 | AAC015, BAC015",
        "issued_on | 发证日期 | AAC184, BCC013",
        "issuer | 发证机构 | BDF151",
        "route? | 取得方式",
        "status | 证书状态",
    ),
    "employment_registrations": (
        "registration_no | 就业登记编号 | ACC030",
        PERSON,
        MAYBE_EMPLOYER,  # unless employed; see test_an_employer_may_be_empty…
        "registered_on | 登记日期 | ACC031",
        "ended_on? | 退出日期",
        "form | 就业形式",
    ),
    "employers": (
        EMPLOYER,
        "employer_name | 单位名称 | AAB004",
        "kind | 单位类型 | AAB019",
        "enterprise_like? | 企业化运营",
        "district? | 行政区划 | AAB301",  # 2-policies, in_city: empty is unknown
        "status | …",
    ),
    "persons": (PERSON, "deceased_on? | …", "retired_on? | …", "merged_into? | …"),
    "accounts": (PERSON, *ACCOUNT),
    "org_accounts": (ORGANISATION, *ACCOUNT),
    "payments": (
        "payment_no | …",
        MAYBE_PERSON,
        "org_id? | …",
        "benefit | …",
        "certificate_no? | 证书编号",
        "occupation_code? | 职业(工种)代码",
        "level? | 等级",
        "period? | …",
        "reference? | …",
        MAYBE_EMPLOYER,
        "amount | …",
        "paid_on | …",
        "status | …",
    ),
    "graduates": (
        PERSON,
        "school_id | …",
        PERSON_NAME,
        "school_name | …",
        "school_kind | …",
        "school_district | …",
        "programme | 班级类型",
        "full_time? | 全日制",
        "graduated_on | …",
        "certificate_level? | 取得等级",
        "certificate_issued_on? | …",
        "order_employer_id? | … | 订单企业",
    ),
    "contest_awards": (
        "award_no | …",
        "contest | 赛事",
        "event | 竞赛项目",
        "class | …",
        "prize | …",
        "rank? | 名次",
        "role | …",
        MAYBE_PERSON,
        "team_id? | …",
        "employer_id? | 统一社会信用代码 | 选手单位, AAB998, AAB005, BAB010",
        "awarded_on | …",
    ),
    "designations": (
        PERSON,
        "title | …",
        "effective_on | …",
        "revoked_on? | …",
        "document_no | …",
    ),
    "talent_hires": (
        PERSON,
        EMPLOYER,
        "year | …",
        "tier | …",
        "mode | …",
        "from_city? | …",
        "annual_pay? | …",
        "approved? | 认定",
        APPROVED,
    ),
    "recognitions": (
        ORGANISATION,
        "org_name | …",
        "title | …",
        "object? | …",
        "recognised_on | …",
        DISTRICT,
        "national_subsidy? | …",
        APPROVED,
    ),
    "org_years": (ORGANISATION, "item | …", "year | …", DISTRICT, "quantity? | …", APPROVED),
    "hostings": (
        ORGANISATION,
        "contest | 赛事",
        "event | 竞赛项目",
        "class | …",
        "held_on | …",
        DISTRICT,
        APPROVED,
    ),
    "startups": (
        PERSON,
        "year | …",
        ORGANISATION,
        DISTRICT,
        "programme | 班级类型",
        "graduated_on | …",
        "premises | …",
        "rent_paid? | …",
    ),
}

KEYS = {
    "contracts": "contract_no",
    "contributions": "",
    "certificates": "certificate_no person_id",
    "employment_registrations": "registration_no",
    "employers": "employer_id",
    "persons": "person_id",
    "accounts": "person_id",
    "org_accounts": "org_id",
    "payments": "payment_no",
    "graduates": "person_id school_id graduated_on",
    "contest_awards": "award_no",
    "designations": "person_id title effective_on",
    "talent_hires": "person_id employer_id year mode",
    "recognitions": "org_id title object recognised_on",
    "org_years": "org_id item year",
    "hostings": "org_id contest event",
    "startups": "person_id year",
}

REQUIRED = {
    "contracts",
    "contributions",
    "certificates",
    "employment_registrations",
    "employers",
    "persons",
    "payments",
}

PUBLISHED = {
    "decisions": """
        run_id as_of city policy_id candidate_id beneficiary_kind beneficiary_id person_id
        employer_id district certificate_no occupation_code level period outcome failed unknown
        amount_fen city_fen district_fen winner_policy_id winner_candidate_id hold_reason
        explanation""",
    "criteria": "policy_id candidate_id criterion_id verdict evidence clause citation",
    "quarantine": "source file row reason column value person_id",
    "reconciliation": """
        file sha256 encoding rows_read rows_accepted rows_quarantined rows_duplicate""",
}
