import { App, Button, Card, Checkbox, Empty, Input, Modal, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { decideSameName, useListSameNames } from '@/api/endpoints/relations/relations'
import type { PairOut, PairPartyOut } from '@/api/models'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Standing, dates, what } from './words'
import './relations.css'

/** People of one name who matter to recusal: one person or two, decided with a reason. */
export function SameNames() {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const [asked, setAsked] = useState<{ pair: PairOut; same: boolean } | null>(null)
  const pairs = useListSameNames({ undecided: !all })
  return (
    <>
      <p className="muted">{t('relations.sameIntro')}</p>
      <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)} style={{ marginBottom: 12 }}>{t('relations.sameAll')}</Checkbox>
      <Loaded query={pairs}>
        {(found) => found.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('relations.sameEmpty')} /> : (
          <div className="stack">
            {found.map((pair) => (
              <Card key={`${pair.one.party.id}-${pair.other.party.id}`} size="small" type="inner" title={pair.one.party.name}>
                <div className="relations-pair">
                  <Side title={t('relations.nearReviewer')} side={pair.one} />
                  <Side title={t('relations.nearApplicant')} side={pair.other} />
                </div>
                {pair.same !== null && <p>{t('relations.decided', { name: pair.decided_by, what: t(pair.same ? 'relations.same' : 'relations.different'), reason: pair.reason })}</p>}
                <Space wrap>
                  <Button onClick={() => setAsked({ pair, same: true })}>{t('relations.same')}</Button>
                  <Button onClick={() => setAsked({ pair, same: false })}>{t('relations.different')}</Button>
                </Space>
              </Card>
            ))}
          </div>
        )}
      </Loaded>
      {asked && <Decide {...asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function Side({ title, side }: { title: string; side: PairPartyOut }) {
  const { t } = useTranslation()
  return (
    <section aria-label={title}>
      <h3>{title} <Standing party={side.party} /></h3>
      <p>{side.party.proofs.length > 0 ? side.party.proofs.map((proof) => <Tag key={proof}>{t(`relations.proof.${proof}`)}</Tag>) : <span className="muted">{t('relations.noProof')}</span>}</p>
      <ul className="relations-lines">
        {side.ties.map((tie) => <li key={tie.id}>{side.names[tie.from_id]} {what(t, tie)} {side.names[tie.to_id]} <span className="muted">{dates(t, tie)}</span></li>)}
      </ul>
    </section>
  )
}

function Decide({ pair, same, onClose }: { pair: PairOut; same: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await decideSameName({ one_id: pair.one.party.id, other_id: pair.other.party.id, same, reason })
      await queries.invalidateQueries()
      void message.success(t('relations.decidedNow'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t(same ? 'relations.sameTitle' : 'relations.differentTitle')} onCancel={onClose} onOk={() => void save()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ disabled: !reason.trim() }}>
      {error !== null && <ProblemAlert error={error} />}
      <p><strong>{pair.one.party.name}</strong></p>
      <label htmlFor="same-reason">{t('relations.reason')}</label>
      <Input.TextArea id="same-reason" rows={4} maxLength={2000} showCount value={reason} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  )
}
