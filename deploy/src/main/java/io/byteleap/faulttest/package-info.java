/// Validators that are killed, frozen and restarted under load: what they acknowledged must be
/// there afterwards, once.
@NullMarked
package io.byteleap.faulttest;

import org.jspecify.annotations.NullMarked;
