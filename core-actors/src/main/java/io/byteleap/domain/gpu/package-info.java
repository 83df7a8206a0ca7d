/// The GPU matrix challenge of protocol v1 as a verifier sees it: what a device must have computed,
/// how exactly, and which keys its commitments are signed with.
@NullMarked
package io.byteleap.domain.gpu;

import org.jspecify.annotations.NullMarked;
