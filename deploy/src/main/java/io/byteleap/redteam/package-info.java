/// The red team: every known way to be paid for less than the work, tried against the validator's
/// own decisions and against a real validator, with what caught it and what it earned.
@NullMarked
package io.byteleap.redteam;

import org.jspecify.annotations.NullMarked;
