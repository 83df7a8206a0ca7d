/// Who may connect to a miner: keys, what they sign, and the tokens that let a new key in.
@NullMarked
package io.byteleap.domain.admission;

import org.jspecify.annotations.NullMarked;
