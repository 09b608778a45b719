"""保密承诺书: the text that reviewers and staff sign for each edition before the first look (Art. 32, 33). Local wording."""

import hashlib

TEXT_ZH = """本人参与{edition}评定工作，依据《朝阳市市长质量奖管理办法》第三十二条、第三十三条郑重承诺：
一、对在评审中掌握的申报组织的商业秘密、技术秘密及其他未公开信息严格保密，不复制、不留存、不外传，评定结束后亦不泄露。
二、只查阅分派给本人的材料，只在分派期间查阅，不将本人账号交他人使用。
三、与申报组织有任职、持股、咨询、授课、亲属等利害关系的，查阅前主动声明并回避。
四、独立、客观、公正评分，在规定时间前不向任何人透露评分、排序和评审意见。
五、不接受申报组织的礼品、宴请、酬金或其他可能影响公正的安排。
六、违反上述承诺的，愿意接受责令改正、解除聘任、取消资格等处理，并承担相应法律责任。"""

TEXT_EN = """For my part in the {edition} I undertake, under Articles 32 and 33 of the regulation:
1. To keep the applicants' trade and technical secrets and all unpublished information confidential;
   to copy, keep or pass on nothing, also after the award is over.
2. To read only what is assigned to me, only while it is assigned, and to let nobody use my account.
3. To declare any interest (employment, shares, consulting, teaching, kinship) before the first look, and to step aside.
4. To score independently, objectively and fairly, and to disclose no score, ranking or opinion before its time.
5. To accept no gift, entertainment, payment or other favour from an applicant.
6. To accept correction, dismissal or disqualification, and liability under the law, for any breach."""


def text(edition: str) -> tuple[str, str]:
    """The undertaking for an edition, in Chinese (the signed text) and English."""
    return TEXT_ZH.format(edition=edition), TEXT_EN.format(edition=edition)


def digest(edition: str) -> str:
    """SHA-256 of the Chinese text: what a signature stands for."""
    return hashlib.sha256(text(edition)[0].encode()).hexdigest()
