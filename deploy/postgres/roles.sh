#!/bin/sh
# Run once, when the data folder is empty: the two roles and the database. Passwords come from files and pass
# through no list of processes; what the server keeps of them is a verifier.
set -eu
secrets=${SECRETS:-/run/secrets}
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
SET password_encryption = 'scram-sha-256';
\set owner_password \`cat '$secrets/owner_password'\`
\set app_password \`cat '$secrets/app_password'\`
CREATE ROLE ipplan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE ipplan_app LOGIN PASSWORD :'app_password';
CREATE DATABASE ipplan OWNER ipplan_owner;
REVOKE ALL ON DATABASE ipplan FROM PUBLIC;
GRANT CONNECT ON DATABASE ipplan TO ipplan_app;
SQL
