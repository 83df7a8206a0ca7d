@NullMarked
package io.byteleap.clusterctl;

import org.jspecify.annotations.NullMarked;
