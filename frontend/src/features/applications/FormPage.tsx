import { Card } from 'antd'
import { useParams } from '@tanstack/react-router'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { DraftFrame } from './DraftFrame'
import { Field } from './Field'

/** One group of the uniform form (Art. 16). */
export default function FormPage({ evidence }: { evidence: EvidenceParts }) {
  const { group = 'basic' } = useParams({ strict: false }) as { group?: string }
  return (
    <DraftFrame key={group} section={group} title={(form) => form.groups.find((one) => one.key === group)?.title ?? form.title}>
      {(draft, form, application) => {
        const fields = form.fields.filter((field) => field.group === group && (field.required_if === null || draft.value(`form.${field.required_if}`) === true))
        return (
          <Card>
            <div className="fields">
              {fields.map((field) => <Field key={field.key} field={field} years={form.years} draft={draft} disabled={!application.may_edit} />)}
            </div>
            <evidence.Citing applicationId={application.id} places={fields.map(({ key, title }) => ({ key, title }))} editable={application.may_edit} />
          </Card>
        )
      }}
    </DraftFrame>
  )
}
