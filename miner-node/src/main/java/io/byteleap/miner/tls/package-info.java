/// The certificate that workers see at the miner's door.
@NullMarked
package io.byteleap.miner.tls;

import org.jspecify.annotations.NullMarked;
