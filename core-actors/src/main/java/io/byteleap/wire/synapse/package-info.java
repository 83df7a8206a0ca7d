/// The envelope of the Bittensor SDK around a miner's requests: JSON bodies and HTTP headers.
@NullMarked
package io.byteleap.wire.synapse;

import org.jspecify.annotations.NullMarked;
