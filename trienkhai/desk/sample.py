"""The project's own sample plan, in its own words, dated relative to a day: ordinary public work of an education department."""

from __future__ import annotations

import datetime as dt

from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock

DIVISION = "Phòng Giáo dục trung học"


def sample_plan(today: dt.date) -> OfficialDocument:
    """A plan issued a month before `today`, with dated, yearly and continuous tasks, one of them just overdue."""
    issued = today - dt.timedelta(days=30)
    year = issued.year

    def day(offset: int) -> str:
        return f"{today + dt.timedelta(days=offset):%d/%m/%Y}"

    every = "Thường xuyên"
    schools, upper = "Các đơn vị giáo dục", "Các trường trung học phổ thông"
    tasks = (
        ("1.", "Trường học an toàn"),
        (
            "a)",
            "Rà soát cổng trường, tường rào, lan can và hệ thống điện; lập danh mục hạng mục cần sửa chữa, sắp xếp theo mức độ cấp thiết.",
            schools,
            "",
            f"Trước ngày {day(-5)}",
        ),
        (
            "b)",
            "Phối hợp với công an địa phương sắp xếp điểm đón, trả học sinh trước cổng trường vào giờ cao điểm.",
            schools,
            "Ủy ban nhân dân các xã, phường",
            every,
        ),
        (
            "c)",
            "Tổ chức tập huấn sơ cứu ban đầu cho giáo viên chủ nhiệm và nhân viên y tế trường học.",
            "Văn phòng Sở",
            "các trung tâm giáo dục",
            f"Trước ngày {day(20)}",
        ),
        ("2.", "Chuyển đổi số trong dạy học và quản lý"),
        (
            "a)",
            "Hoàn thành cập nhật hồ sơ học sinh trên cơ sở dữ liệu ngành; đối chiếu, sửa các trường hợp trùng mã.",
            schools,
            "",
            f"Trước ngày {day(12)}",
        ),
        ("b)", "Xây dựng kho bài giảng điện tử dùng chung cho các môn khoa học tự nhiên.", DIVISION, upper, f"Trước ngày {day(75)}"),
        ("c)", "Đăng tải công khai các khoản thu, chi và thực đơn bán trú trên trang thông tin của đơn vị.", schools, "", every),
        ("3.", "Phát triển văn hóa đọc"),
        ("a)", "Tổ chức Tuần lễ đọc sách; mỗi lớp học có một tủ sách do học sinh quản lý.", upper, "", f"Trước ngày {day(30)}"),
        (
            "b)",
            "Duy trì tiết đọc tại thư viện ít nhất một lần mỗi tuần cho mỗi lớp.",
            "Các trường mầm non, tiểu học, trung học cơ sở",
            "",
            every,
        ),
        ("c)", "Tuyên truyền, vận động phụ huynh đọc sách cùng con.", schools, "đơn vị liên quan", every),
    )
    body: list[Heading | Paragraph] = [
        Paragraph(f"Căn cứ nhiệm vụ trọng tâm năm học {year}-{year + 1}, Sở Giáo dục và Đào tạo ban hành Kế hoạch như sau:"),
        Heading(1, "I.", "MỤC ĐÍCH, YÊU CẦU"),
        Paragraph("1. Bảo đảm học sinh được học tập trong môi trường an toàn, có điều kiện tiếp cận học liệu số và sách hay."),
        Paragraph("2. Phân công rõ việc, rõ đơn vị, rõ thời hạn; báo cáo ngắn gọn, đúng kỳ."),
        Heading(1, "II.", "NHIỆM VỤ"),
    ]
    for task in tasks:
        if len(task) == 2:
            body.append(Heading(2, *task))
            continue
        label, words, who, partner, when = task
        body.append(Paragraph(f"{label} {words}"))
        body.append(Paragraph(f"Đơn vị thực hiện: {who}."))
        if partner:
            body.append(Paragraph(f"Đơn vị phối hợp: {partner}."))
        body.append(Paragraph(f"Thời gian thực hiện: {when}."))
    body += [
        Heading(1, "III.", "TỔ CHỨC THỰC HIỆN"),
        Paragraph("1. Văn phòng Sở"),
        Paragraph("- Tổng hợp kết quả thực hiện, báo cáo Lãnh đạo Sở trước ngày 20 tháng cuối mỗi quý."),
        Paragraph("2. Các đơn vị giáo dục"),
        Paragraph(f"- Xây dựng kế hoạch của đơn vị, gửi về Văn phòng Sở trước ngày {day(-10)}."),
        Paragraph("Trên đây là Kế hoạch của Sở Giáo dục và Đào tạo, đề nghị các đơn vị nghiêm túc thực hiện./."),
    ]
    return OfficialDocument(
        parent_issuer="Ủy ban nhân dân tỉnh An Bình",
        issuer="Sở Giáo dục và Đào tạo",
        number="128",
        symbol="KH-SGDĐT",
        place="An Bình",
        date=issued,
        year_month=(issued.year, issued.month),
        type="kế hoạch",
        title=f"Xây dựng trường học an toàn, chuyển đổi số và phát triển văn hóa đọc năm học {year}-{year + 1}",
        body=tuple(body),
        recipients=("Ủy ban nhân dân tỉnh", "Lãnh đạo Sở", "Các phòng Sở", "Các đơn vị giáo dục"),
        signer=SignatureBlock(None, "Giám đốc", "Lê Minh Đức"),
    )
