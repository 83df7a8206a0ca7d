/// How long a validator with a full history takes to start.
@NullMarked
package io.byteleap.restart;

import org.jspecify.annotations.NullMarked;
