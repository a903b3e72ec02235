import type { Program } from '../program.js';
import { AWS } from './aws.js';
import { CERTIFICATES } from './certificates.js';
import { CLOUDS } from './clouds.js';
import { OBJECT_STORES } from './object-stores.js';
import { OPENSSL } from './openssl.js';

export const CLOUD_PROGRAMS: readonly Program[] = [...AWS, ...CLOUDS, ...OBJECT_STORES, ...CERTIFICATES, ...OPENSSL];
