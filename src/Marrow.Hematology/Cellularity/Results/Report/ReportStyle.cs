namespace Marrow.Hematology;

/// <summary>The look of the report, on the screen and on paper.</summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { color: #222; font: 15px/1.45 'DejaVu Sans', Verdana, sans-serif; }
        body { margin: 0; background: #f1f2f4; }
        main { max-width: 1020px; margin: 24px auto; padding: 32px 40px; background: #fff; box-shadow: 0 1px 6px #0002; }
        h1 { margin: 2px 0 4px; font-size: 24px; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 26px 0 8px; }
        .kind { margin: 0; color: #666; text-transform: uppercase; letter-spacing: .08em; font-size: 12px; }
        .answer { display: flex; gap: 26px; align-items: center; margin: 14px 0 18px; padding: 14px 20px; background: #f5f8fa; border-left: 5px solid #0072b2; }
        .big { font-size: 44px; font-weight: bold; white-space: nowrap; } small, figcaption { color: #666; font-size: 12px; }
        .suspicions { padding: 4px 20px 8px; background: #fff4dc; border-left: 5px solid #d55e00; } .suspicions h2 { margin-top: 10px; color: #8a3c00; }
        .clean { padding: 10px 20px; background: #eef8f3; border-left: 5px solid #009e73; }
        code { padding: 1px 5px; background: #0001; border-radius: 3px; font: 12px 'DejaVu Sans Mono', monospace; }
        figure { margin: 22px 0; } img { display: block; max-width: 100%; max-height: 900px; margin: 0 auto; border: 1px solid #ddd; }
        table { width: 100%; border-collapse: collapse; font-size: 13px; } td, th { padding: 5px 10px; border-bottom: 1px solid #e6e6e6; text-align: left; vertical-align: top; }
        .value { text-align: right; font-weight: bold; white-space: nowrap; } .facts th { width: 150px; font-weight: normal; color: #666; }
        .facts td { overflow-wrap: anywhere; white-space: pre-wrap; font: 12px/1.45 'DejaVu Sans Mono', monospace; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 14px; } .charts svg { width: 100%; height: auto; }
        .sign .line { height: 44px; border-bottom: 1px solid #999; } .fields { display: flex; gap: 24px; margin-top: 52px; } .fields span { flex: 1; border-top: 1px solid #999; padding-top: 4px; font-size: 12px; color: #666; }
        footer { margin-top: 28px; color: #666; font-size: 12px; }
        @media print { body { background: #fff; } main { margin: 0; padding: 0; max-width: none; box-shadow: none; } section, figure { break-inside: avoid; } img { max-height: 150mm; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }

        """;
}
