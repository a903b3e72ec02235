#!/bin/bash
# Run once by the PostgreSQL image, on an empty volume: the roles and databases of Millwright and Temporal.
# psql reads the passwords from the mounted secrets by itself, so that none is in its arguments or environment.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set temporal_password `cat /run/secrets/temporal_password`
\set owner_password `cat /run/secrets/millwright_owner_password`
\set application_password `cat /run/secrets/millwright_password`

CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

-- The owner migrates and hands partitioned tables over to the application; the application can never act as the owner.
CREATE ROLE millwright_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE millwright LOGIN PASSWORD :'application_password';
GRANT millwright TO millwright_owner;
CREATE DATABASE millwright OWNER millwright_owner;
REVOKE ALL ON DATABASE millwright, temporal, temporal_visibility, postgres, template1 FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE millwright TO millwright;
SQL
