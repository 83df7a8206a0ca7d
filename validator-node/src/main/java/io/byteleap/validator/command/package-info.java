/// What operators do at the command line.
@NullMarked
package io.byteleap.validator.command;

import org.jspecify.annotations.NullMarked;
