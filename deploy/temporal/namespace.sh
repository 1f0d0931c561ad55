#!/bin/sh
# Creates the namespace with its search attributes where they are missing; may run again at any time.
# Needs TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
set -eu

# A closed pair stays readable in the Temporal pages for this long; the log in Postgres keeps it.
RETENTION=30d

if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi

# The server knows a new namespace a few seconds later.
attempts=30
until known=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" 2>&1); do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || { echo "$known" >&2; exit 1; }
    sleep 1
done

attribute() {
    echo "$known" | grep -qw "$1" ||
        temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$1" --type "$2"
}

attribute PairPhase Keyword
attribute PairCohort Keyword
attribute PairNextDeadline Keyword
attribute PairNextDeadlineAt Datetime
attribute PairNeedsAttention Bool
