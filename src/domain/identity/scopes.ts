import { z } from 'zod';
import type { Role } from './roles.js';

/** What a call does to a domain. */
export type Access = 'read' | 'write' | 'approve';

/** `containers:read`, `*:write`: a domain (or all), and the access to it. */
export const Scope = z
  .string()
  .regex(/^(\*|[a-z][a-z-]{0,40}):(read|write|approve)$/, 'must be like containers:read, alerts:write or *:approve')
  .meta({ examples: ['containers:read', '*:write'] });

/** Changing and approving need sight of what one changes or approves. */
const INCLUDED: Readonly<Record<Access, readonly Access[]>> = {
  read: ['read'],
  write: ['read', 'write'],
  approve: ['read', 'approve'],
};

/** What a route does, by the role it demands. */
export const ACCESS_OF_ROLE: Readonly<Record<Role, Access>> = {
  viewer: 'read',
  operator: 'write',
  approver: 'approve',
  admin: 'write',
};

/** A token without scopes may do all that its user's role allows; scopes only ever narrow that. */
export function scopesAllow(scopes: readonly string[], domain: string, access: Access): boolean {
  return scopes.length === 0 || scopes.some((scope) => covers(scope, domain, access));
}

/** Whether every right of `wanted` is one of `held`: a token never makes a wider one. */
export function scopesWithin(wanted: readonly string[], held: readonly string[]): boolean {
  if (held.length === 0) return true;
  if (wanted.length === 0) return false;
  return wanted.every((scope) => {
    const [domain, access] = splitScope(scope);
    return scopesAllow(held, domain, access);
  });
}

function covers(scope: string, domain: string, access: Access): boolean {
  const [scopeDomain, scopeAccess] = splitScope(scope);
  return (scopeDomain === '*' || scopeDomain === domain) && INCLUDED[scopeAccess].includes(access);
}

function splitScope(scope: string): [string, Access] {
  const at = scope.lastIndexOf(':');
  return [scope.slice(0, at), scope.slice(at + 1) as Access];
}
