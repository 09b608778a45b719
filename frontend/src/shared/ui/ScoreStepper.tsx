import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Space } from 'antd'
import { useTranslation } from 'react-i18next'

interface Props {
  value: number | null
  onChange: (percent: number) => void
  label: string
  band?: string
  disabled?: boolean
}

/** Percent in steps of 5 with targets for a thumb; the band's words beside it. */
export function ScoreStepper({ value, onChange, label, band, disabled = false }: Props) {
  const { t } = useTranslation()
  const set = (next: number) => onChange(Math.max(0, Math.min(100, Math.round(next / 5) * 5)))
  return (
    <div className="score-stepper" role="group" aria-label={label}>
      <Space.Compact>
        <Button icon={<MinusOutlined />} aria-label={`${label} −5`} disabled={disabled || value === 0} onClick={() => set((value ?? 50) - 5)} />
        <InputNumber
          aria-label={label}
          value={value}
          min={0}
          max={100}
          step={5}
          controls={false}
          suffix="%"
          inputMode="numeric"
          disabled={disabled}
          onChange={(next) => typeof next === 'number' && set(next)}
        />
        <Button icon={<PlusOutlined />} aria-label={`${label} +5`} disabled={disabled || value === 100} onClick={() => set((value ?? 45) + 5)} />
      </Space.Compact>
      <span className="muted">{band ?? (value === null ? t('task.not_started') : '')}</span>
    </div>
  )
}
