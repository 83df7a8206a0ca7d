/// The subnet as the chain shows it.
@NullMarked
package io.byteleap.domain.subnet;

import org.jspecify.annotations.NullMarked;
