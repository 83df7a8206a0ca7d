/// What a runtime says about itself: its types, storage, calls, events, errors and runtime APIs.
@NullMarked
package io.byteleap.chain.metadata;

import org.jspecify.annotations.NullMarked;
