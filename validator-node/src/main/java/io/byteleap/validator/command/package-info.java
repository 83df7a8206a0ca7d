/// The commands of the validator's operator, beside running it.
@NullMarked
package io.byteleap.validator.command;

import org.jspecify.annotations.NullMarked;
