#!/bin/sh
# Brings both databases of the Temporal server to the schema of its version; may run again at any time.
set -eu

prepare() {
    database=$1 schema=$2
    # Both fail where they were done before; update-schema below fails if they were needed and did not work.
    temporal-sql-tool --database "$database" create-database || true
    temporal-sql-tool --database "$database" setup-schema --version 0.0 || true
    temporal-sql-tool --database "$database" update-schema \
        --schema-dir "/etc/temporal/schema/postgresql/v12/$schema/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
