import type { TFunction } from 'i18next'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { PathOut } from '@/api/models'

type StepOut = PathOut['steps'][number]

function when(t: TFunction, step: StepOut): string {
  if (step.since && step.until) return t('conflicts.between', { from: step.since, to: step.until })
  return step.since ? t('conflicts.since', { day: step.since }) : step.until ? t('conflicts.until', { day: step.until }) : ''
}

/** A path: the sentence, then drawn party by party with the source of each tie. */
export function Chain({ path }: { path: PathOut }) {
  const { t, i18n } = useTranslation()
  return (
    <>
      <p className="conflict-sentence">{i18n.language === 'en' ? path.words_en : path.words_zh}</p>
      <ol className="chain" aria-label={t('conflicts.steps')}>
        {path.steps.map((step, place) => (
          <Fragment key={place}>
            {place === 0 && <li><span className={`chain-party chain-${step.source_party.kind}`}>{step.source_party.name}</span></li>}
            <li>
              <div className={`chain-tie${step.kind === 'name' ? ' chain-name' : ''}`}>
                {step.back ? '←' : '→'} {t(`conflicts.kind.${step.kind}`)}{step.share === null ? '' : ` ${t('conflicts.share', { share: step.share })}`}{step.role && `（${step.role}）`} <span className="muted">{when(t, step)}</span>
                {step.source_kind && <span className="muted block">{t('conflicts.source')}：{t(`conflicts.from.${step.source_kind}`)}{step.source && step.source_kind !== 'declaration' && ` · ${step.source}`}{step.document && ` · ${step.document}`}</span>}
              </div>
              <span className={`chain-party chain-${step.target_party.kind}${place === path.steps.length - 1 ? ' chain-end' : ''}`}>{step.target_party.name}</span>
            </li>
          </Fragment>
        ))}
      </ol>
    </>
  )
}
