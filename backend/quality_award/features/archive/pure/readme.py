"""What an archive says of itself, in both languages, to whoever opens it without this system."""

from collections.abc import Mapping

TEXT = """{award} · 第{number}届（{year}年）档案
{rule}

这是什么
  本届评定全过程的档案：实施方案和所依据的规则、申报材料、推荐意见、形式审查、评审组分派（含采用的方案、每一对的结果和公平性报告）、评分、会议和表决、名单、报告、公告、
  异议（不含异议人信息）、表彰和奖金、审计日志。格式为 BagIt 1.0（RFC 8493），内容均在 data 目录下，JSON 为 UTF-8 文本。
  证实性材料的原文件名见各申报目录下的 evidence/index.json；文件夹中的名称为便于各系统保存而作了处理。

如何核对（不需要本系统）
  一、文件完整：在本目录执行 sha256sum -c manifest-sha256.txt，以及 sha256sum -c tagmanifest-sha256.txt；
      或用任何 BagIt 工具，例如 pip install bagit 后执行 bagit.py --validate .
  二、与审计日志一致：audit/log.jsonl 的每一行是一条记录，leaf 为 SHA-256(0x00 || 记录的规范 JSON)；全部 leaf 构成 RFC 6962
      默克尔树，树根由 audit/checkpoint.txt 以 Ed25519 签名（C2SP tlog-checkpoint），公钥为 audit/key.txt。
      规范 JSON：键排序、无空格、UTF-8。请用您自己另外保存的公钥和检查点比对，不要只信本档案所附的。
  三、与提交时一致：applications/<案号>/manifests 为提交时的清单，其摘要写在审计日志中；receipts 为其收据。
  本系统的命令可一次完成以上各项：python -m quality_award.cli verify-archive 档案.tar --key 公钥.txt

个人信息
  按本届规则集的留存计划处理，见 retention-plan.json。“retention: removed”表示档案不收录；“sealed”表示已加密另存于 sealed
  目录（AES-256-GCM），解密密钥由市评定办保管，不在本档案中；“elsewhere”表示依第二十五条另行保存。
  评分以代号（R01 等）列示。审计日志中的姓名予以保留：日志逐条纳入摘要，删改任何一处即不能验证。
  其他届和不属于任何一届的日志记录，以及查看异议人身份的记录，只有摘要，没有内容。申报表的摘要按提交时的完整内容计算，因此不能由删去联系人后的表重算。

{award}: archive of edition {number} ({year})
{rule}

What this is
  The whole course of the edition: its plan and the rules it ran under, what applicants handed in, recommendations, formal review,
  review teams (applied proposals with the outcome of every pair, fairness report), scores, meetings and votes, lists, reports,
  notices, objections (without anything on the objectors), awards and prizes, and the audit log. It is a BagIt 1.0 bag (RFC 8493);
  all content is under data, JSON is UTF-8 text. The original names of evidence
  files are in evidence/index.json of each application; the names in the folders are made to be safe on every system.

How to check it without this system
  1. The files are whole: sha256sum -c manifest-sha256.txt and sha256sum -c tagmanifest-sha256.txt in this folder, or any BagIt
     tool, such as: pip install bagit; bagit.py --validate .
  2. They agree with the audit log: each line of audit/log.jsonl is a record, its leaf SHA-256(0x00 || its canonical JSON);
     the leaves make an RFC 6962 Merkle tree, whose root audit/checkpoint.txt signs with Ed25519 (C2SP tlog-checkpoint) by the key
     audit/key.txt. Canonical JSON: sorted keys, no spaces, UTF-8. Compare with a key and a checkpoint that you kept yourself.
  3. They are what was handed in: applications/<case>/manifests hold the manifests of that moment, whose digests are in the
     audit log; receipts prove it.
  The system's own command does all of it: python -m quality_award.cli verify-archive archive.tar --key key.txt

Personal data
  Treated by the retention plan of the edition's ruleset, retention-plan.json. "retention: removed": not in the archive. "sealed":
  encrypted apart in the folder sealed (AES-256-GCM), for a key that the award office holds and that is not in this archive.
  "elsewhere": kept by the procedure of Art. 25. Scores name reviewers by number (R01 …). Names in the audit log stay: every
  record is hashed, and with one name taken out the log no longer verifies. Records of other editions and of none, and of looks
  at an objector's identity, stand as hashes alone. The digest of a form is over all that was handed in: it cannot be computed
  from the form without its contacts.
"""


def readme(award: str, number: int, year: int) -> str:
    """The text of README.txt."""
    return TEXT.format(award=award, number=number, year=year, rule="=" * 60)


def sealed_index(kinds: Mapping[str, int], place: str) -> dict[str, object]:
    """What lies in the folder `sealed`, and what opens it."""
    return {
        "algorithm": "AES-256-GCM; byte 0 is 0x01, then a nonce of 12 bytes, then ciphertext and tag",
        "key": "the installation's master key, held by the award office; not in this archive",
        "additional_data": f"{place}/<class>",
        "files": {kind: {"file": f"{kind}.sealed", "entries": count} for kind, count in kinds.items()},
        "content": "a JSON list; entry n of a class is the value that the records name by it",
    }
