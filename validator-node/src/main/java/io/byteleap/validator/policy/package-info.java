/// The policy that holds now: the configuration's, with what was changed of it from outside.
@NullMarked
package io.byteleap.validator.policy;

import org.jspecify.annotations.NullMarked;
