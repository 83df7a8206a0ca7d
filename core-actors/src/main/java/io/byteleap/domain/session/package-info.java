/// Encrypted sessions between a miner and a validator.
@NullMarked
package io.byteleap.domain.session;

import org.jspecify.annotations.NullMarked;
