package io.byteleap.validator.api;

import io.byteleap.domain.units.Label;

/// Who asks. `name` is the same for the same caller only; `source` is what leases of theirs are
/// said to come from.
record Caller(String name, Label source) {}
