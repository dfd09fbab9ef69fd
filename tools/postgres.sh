#!/bin/sh
# Print CRISIS_TEST_POSTGRES=<address of a server on which tests may make databases>, starting Debian's cluster if it is
# stopped. Prints nothing where that cannot be done: those tests then skip, or fail if CI is set. An address given is kept.
set -eu
if [ -n "${CRISIS_TEST_POSTGRES:-}" ]; then
    exit 0
fi
if ! command -v pg_lsclusters >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "No PostgreSQL that this user can prepare: CRISIS_TEST_POSTGRES=postgresql://role:password@host:port names one" >&2
    exit 0
fi
pg_lsclusters --no-header | head -n 1 | while read -r version cluster port state _; do
    case $state in online*) ;; *) pg_ctlcluster "$version" "$cluster" start >&2 </dev/null ;; esac
    # A role that may make databases and little else, on this machine's loopback.
    su postgres -s /bin/sh -c "psql -q -v ON_ERROR_STOP=1 -p $port -d postgres" >&2 <<'SQL'
DO $$ BEGIN
    CREATE ROLE crisis_test LOGIN CREATEDB PASSWORD 'crisis_test';
EXCEPTION WHEN duplicate_object THEN
    ALTER ROLE crisis_test LOGIN CREATEDB PASSWORD 'crisis_test';
END $$;
DO $$ BEGIN -- one test does what a hand with all rights could: it puts triggers and foreign keys aside in its own transaction
    IF current_setting('server_version_num')::int >= 150000 THEN
        EXECUTE 'GRANT SET ON PARAMETER session_replication_role TO crisis_test';
    END IF;
END $$;
SQL
    echo "CRISIS_TEST_POSTGRES=postgresql://crisis_test:crisis_test@127.0.0.1:$port"
done
