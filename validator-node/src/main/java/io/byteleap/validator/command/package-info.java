/// Commands for the operator of a validator.
@NullMarked
package io.byteleap.validator.command;

import org.jspecify.annotations.NullMarked;
