export { SECURITY as SECURITY_PROGRAMS } from './security.js';
