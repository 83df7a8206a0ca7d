/// What is written down of what passes the door, without anybody waiting for it.
@NullMarked
package io.byteleap.validator.record;

import org.jspecify.annotations.NullMarked;
