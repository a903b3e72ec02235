export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;

export type Role = (typeof ROLES)[number];

interface RoleGrant {
  /** Every role whose rights this one includes. A route demands one role; whoever includes it may call the route. */
  readonly includes: readonly Role[];
  readonly why: string;
}

/** Who may do what. */
export const ROLE_GRANTS: Readonly<Record<Role, RoleGrant>> = {
  viewer: { includes: ['viewer'], why: 'sees everything but secrets and changes nothing' },
  operator: { includes: ['viewer', 'operator'], why: 'asks for work, and never approves it: two pairs of eyes' },
  approver: { includes: ['viewer', 'approver'], why: 'decides about work that others ask for, and starts none' },
  admin: { includes: ['viewer', 'operator', 'approver', 'admin'], why: 'everything, users and settings too' },
};

export function roleIncludes(held: Role, demanded: Role): boolean {
  return ROLE_GRANTS[held].includes.includes(demanded);
}

/** The roles that may do what `demanded` may, for error messages and documentation. */
export function rolesIncluding(demanded: Role): Role[] {
  return ROLES.filter((role) => roleIncludes(role, demanded));
}
