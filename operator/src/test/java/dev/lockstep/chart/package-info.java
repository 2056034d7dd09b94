/// The Helm chart: rendered, checked, and installed as far as tests need it. Others use
/// [ChartInstaller].
@NullMarked
package dev.lockstep.chart;

import org.jspecify.annotations.NullMarked;
