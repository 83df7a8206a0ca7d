/// The validators that this miner speaks to.
@NullMarked
package io.byteleap.miner.validator;

import org.jspecify.annotations.NullMarked;
