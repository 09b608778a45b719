import type { ThemeConfig } from 'antd'

/** Colours that meet WCAG 2.2 AA on white, and targets of 44 px; measured with axe. */
export const theme: ThemeConfig = {
  token: {
    // Whoever asked their system for less motion gets none.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    colorPrimary: '#0958d9',
    colorInfo: '#0958d9',
    colorError: '#cf1322',
    colorSuccess: '#237804',
    colorWarning: '#ad4e00',
    // The derived backgrounds of such dark colours are muddy.
    colorSuccessBg: '#eaf6e6',
    colorSuccessBorder: '#b3d9a6',
    colorWarningBg: '#fdf1e0',
    colorWarningBorder: '#eccb9b',
    colorTextDescription: '#595959',
    colorTextSecondary: '#4b5563',
    colorTextTertiary: '#595959',
    colorTextPlaceholder: '#6b6b6b',
    colorBgLayout: '#f3f5f9',
    controlHeight: 44,
    controlHeightSM: 32,
    borderRadius: 8,
    fontSize: 15,
    fontFamily:
      "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', system-ui, sans-serif",
  },
  components: {
    Layout: { headerBg: '#0b2e63', siderBg: '#ffffff', headerHeight: 64, headerPadding: '0 24px' },
    Menu: { itemHeight: 44, itemBorderRadius: 8 },
    Table: { headerBg: '#f0f3f8', cellPaddingBlock: 12 },
    Card: { headerFontSize: 17 },
  },
}

export const gold = '#d9b25f'
