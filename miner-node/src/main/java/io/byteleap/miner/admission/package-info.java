/// Which workers a miner lets in, and what its operator has decided about them.
@NullMarked
package io.byteleap.miner.admission;

import org.jspecify.annotations.NullMarked;
