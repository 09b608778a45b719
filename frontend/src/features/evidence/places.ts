import type { FormOut } from '@/api/models'
import type { Place } from '@/shared/lib/evidence'

/** Where a statement can stand: criteria items first, then the fields of the form. */
export const placesOf = (form: FormOut): Place[] => [
  ...form.items.map((item) => ({ key: item.code, title: `${item.code} ${item.name}` })),
  ...form.fields.map((field) => ({ key: field.key, title: field.title })),
]
