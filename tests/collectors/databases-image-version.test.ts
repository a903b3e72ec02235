import test from 'ava';
import { versionOfImage } from '../../src/collectors/databases/image-version.js';

const SAID: Readonly<Record<string, string | null>> = {
  'postgres:16.2-alpine': '16.2',
  'docker.io/library/postgres:16': '16',
  'bitnami/postgresql:15.4.0-debian-11-r45': '15.4.0',
  'registry.example.org:5000/mariadb:10.11.6-jammy@sha256:0a1b': '10.11.6',
  'mongo:7.0.5': '7.0.5',
  'mysql:8': '8',
  'redis:v7.2-bookworm': '7.2',
  'minio/minio:RELEASE.2024-01-16T16-07-38Z': 'RELEASE.2024-01-16T16-07-38Z',
  'timescale/timescaledb:2.13.1-pg15': '15',
  'timescale/timescaledb:2.13.1': null,
  'pgvector/pgvector:pg16': '16',
  'tensorchord/pgvecto-rs:pg14-v0.2.0': '14',
  'postgis/postgis:16-3.4': '16',
  'postgres:latest': null,
  'postgres:alpine3.19': null,
  postgres: null,
  'registry.example.org:5000/postgres': null,
  'sha256:0123456789': null,
};

for (const [image, version] of Object.entries(SAID)) {
  test(`the tag of ${image} says ${version ?? 'no version of the server'}`, (t) => {
    t.is(versionOfImage(image), version);
  });
}
