import { Button, type ButtonProps } from 'antd'
import { useNavigate } from '@tanstack/react-router'

/** A link that looks like a button: a real link for keyboard, new tab and screen reader, a soft navigation on click. */
export function LinkButton({ to, ...rest }: Omit<ButtonProps, 'href' | 'onClick'> & { to: string }) {
  const navigate = useNavigate()
  return (
    <Button
      {...rest}
      href={to}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        void navigate({ to })
      }}
    />
  )
}
