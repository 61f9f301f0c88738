// Somebody of the staff as the API shows them. Families are none.

import type { Person } from '../../alerts/model/people.ts'
import type { StaffMember } from './api-roster.ts'

export function memberOf(person: Person, onDuty: boolean): readonly StaffMember[] {
  const { id: personId, name, nameEn, role, phone, gridIds } = person
  if (role === 'family') return []
  return [
    {
      personId,
      name,
      ...(nameEn === undefined ? {} : { nameEn }),
      role,
      ...(phone === undefined ? {} : { phone }),
      ...(gridIds === undefined ? {} : { gridIds }),
      onDuty,
    },
  ]
}
