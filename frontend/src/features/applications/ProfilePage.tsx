import { Card, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { DraftFrame } from './DraftFrame'
import { Count } from './Count'

/** 组织概述: who the organisation is, in its own words. */
export default function ProfilePage() {
  const { t } = useTranslation()
  return (
    <DraftFrame section="profile" title={() => t('applications.part.profile')}>
      {(draft, form, application) => {
        const text = String(draft.value('profile') ?? '')
        return (
          <Card>
            <label htmlFor="profile" className="field-label">{t('applications.profileHint')}</label>
            <Input.TextArea
              id="profile"
              autoSize={{ minRows: 12 }}
              disabled={!application.may_edit}
              value={text}
              onChange={(event) => draft.set('profile', event.target.value)}
            />
            <Count used={text.length} limit={form.profile_chars} />
          </Card>
        )
      }}
    </DraftFrame>
  )
}
